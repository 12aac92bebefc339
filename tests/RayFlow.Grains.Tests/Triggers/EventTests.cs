using System.Text;
using Microsoft.Extensions.DependencyInjection;
using RayFlow.GrainInterfaces.Flows;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.GrainInterfaces.Triggers;
using RayFlow.Grains.Runs;
using RayFlow.Model.Values;
using RayFlow.Testing.Clusters;
using RayFlow.Testing.Flows;

namespace RayFlow.Grains.Tests.Triggers;

/// <summary>Flows that events start.</summary>
public sealed class EventTests(Cluster cluster) : IClassFixture<Cluster>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Emit_StartsEverySubscribedFlowOnce()
    {
        await SaveAsync("subscriber-a", "order_placed");
        await SaveAsync("subscriber-b", "order_placed");
        await SaveAsync("bystander", "order_cancelled");
        var emitter = new FlowBuilder().Node("emit", "event_emit").Constant("EVENT", "order_placed").Input("payload", ValueMap.Of(("amount", 7L))).Return()
            .Exec("start", "emit", "return").Data("emit.delivered", "return.delivered");

        var run = await cluster.Silo.NewRun().RunAsync(emitter);

        Assert.True(run.Result is not null, $"{run.Status} {run.Error}");
        Assert.Equal(2L, run.Result["delivered"]);
        Assert.Single(await RunsOfAsync("subscriber-a"));
        Assert.Single(await RunsOfAsync("subscriber-b"));
        Assert.Empty(await RunsOfAsync("bystander"));
    }

    [Fact]
    public async Task Emit_Repeated_StartsNothingTwice()
    {
        await SaveAsync("once", "ping");
        var grain = cluster.Silo.Grains.GetGrain<IEventGrain>("ping");

        await grain.EmitAsync(new EmitEvent("run/1/emit#1", ValueMap.Of(("amount", 1L))), CancellationToken.None);
        var again = await grain.EmitAsync(new EmitEvent("run/1/emit#1", ValueMap.Of(("amount", 1L))), CancellationToken.None);

        Assert.Equal(1L, again.Delivered);
        Assert.Single(await RunsOfAsync("once"));
    }

    [Fact]
    public async Task Emit_TwiceByOneNode_StartsItsFlowsTwice()
    {
        await SaveAsync("twice-a", "twice");
        var emitter = new FlowBuilder().Node("emit", "test_shouts_twice").Return().Exec("start", "emit", "return").Data("emit.delivered", "return.delivered");

        var run = await cluster.Silo.NewRun().RunAsync(emitter);

        Assert.Equal(2L, run.Result!["delivered"]);
        var started = await Task.WhenAll((await RunsOfAsync("twice-a")).Select(listed => cluster.Silo.Grains.GetGrain<IWorkflowGrain>(listed.RunId).EndAsync()));
        Assert.Equal([1L, 2L], started.Select(ended => ended.Result!["amount"].AsInt()).Order());
    }

    [Fact]
    public async Task Flow_SavedWithoutItsEvent_IsNotStartedAnyMore()
    {
        await SaveAsync("changed", "tick");
        await SaveAsync("changed", null);

        var delivered = await cluster.Silo.Grains.GetGrain<IEventGrain>("tick").EmitAsync(new EmitEvent("e1", ValueMap.Empty), CancellationToken.None);

        Assert.Equal(0L, delivered.Delivered);
    }

    [Fact]
    public async Task Emit_ToAFlowThatRefusesItsInputs_IsDeliveredToAllAndStartsTheOthers()
    {
        await SaveAsync("strict-a", "odd");
        await SaveAsync("strict-b", "odd", "amount:str");

        var delivered = await cluster.Silo.Grains.GetGrain<IEventGrain>("odd").EmitAsync(new EmitEvent("e1", ValueMap.Of(("amount", "much"))), CancellationToken.None);

        Assert.Equal(new EventDelivery(2), delivered);
        Assert.Empty(await RunsOfAsync("strict-a"));
        Assert.Single(await RunsOfAsync("strict-b"));
    }

    [Fact]
    public async Task Emit_WhileItsFlowIsSaved_IsHeldUpByNothing()
    {
        await SaveAsync("busy", "rush");
        var emits = Task.WhenAll(Enumerable.Range(0, 20).Select(async number =>
            await cluster.Silo.Grains.GetGrain<IEventGrain>("rush").EmitAsync(new EmitEvent($"e{number}", ValueMap.Of(("amount", 1L))), CancellationToken.None)));
        var saves = Task.WhenAll(Enumerable.Range(0, 20).Select(number => SaveAsync("busy", "rush", change: number)));

        await saves.WaitAsync(Patience);
        var delivered = await emits.WaitAsync(Patience);

        Assert.All(delivered, delivery => Assert.Equal(1L, delivery.Delivered));
        Assert.Equal(20, (await RunsOfAsync("busy")).Count);
    }

    [Fact]
    public async Task Emit_ByAFlowThatItStarts_EndsWhereCallsWould()
    {
        var flow = new FlowBuilder().Config("on_event", "echo").Node("emit", "event_emit").Constant("EVENT", "echo").Input("payload", Value.Null).Return().Exec("start", "emit", "return");
        await SaveFlowAsync("echo", flow);

        await cluster.Silo.Grains.GetGrain<IEventGrain>("echo").EmitAsync(new EmitEvent("e1", Value.Null), CancellationToken.None);

        await cluster.Silo.UntilAsync("SELECT count(*) > 0 FROM runs WHERE flow_name = 'echo' AND status = 'failed'");
        var runs = await RunsOfAsync("echo");
        var last = await cluster.Silo.Grains.GetGrain<IWorkflowGrain>(Assert.Single(runs, run => run.Status == RunStatus.Failed).RunId).GetAsync(CancellationToken.None);
        Assert.Equal(new RunOptions().MaxDepth, runs.Count);
        Assert.Equal("call_depth_exceeded", last!.Error!.Code);
        Assert.Equal("emit", last.Error.NodeId);
        Assert.StartsWith("Event 'echo' would start runs 33 below the first one; at most 32 are allowed.", last.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Emit_OnASiloThatIsFull_StartsItsFlowsAllTheSame()
    {
        await using var full = await RayFlowCluster.StartAsync(configureServices: services => services.Configure<SiloLimits>(options => options.RunsInFlight = 1));
        var heard = new FlowBuilder().Config("on_event", "rush").Return().Exec("start", "return");
        await full.Grains.GetGrain<IFlowGrain>("heard").SaveAsync(new SaveFlow(Encoding.UTF8.GetBytes(heard.ToJson())), CancellationToken.None);
        var emitter = new FlowBuilder().Node("emit", "event_emit").Constant("EVENT", "rush").Input("payload", Value.Null).Return().Exec("start", "emit", "return").Data("emit.delivered", "return.delivered");

        var run = await full.NewRun().RunAsync(emitter);

        Assert.Equal(1L, run.Result!["delivered"]);
        Assert.Equal(1, await full.QueryAsync("SELECT count(*) FROM runs WHERE flow_name = 'heard'"));
    }

    private async Task SaveAsync(string name, string? onEvent, string input = "amount:int", int change = 0)
    {
        var flow = new FlowBuilder(input).Variable("change", change);
        if (onEvent is not null)
        {
            flow.Config("on_event", onEvent);
        }

        flow.Return().Exec("start", "return").Data("start.amount", "return.amount");
        await SaveFlowAsync(name, flow);
    }

    private async Task SaveFlowAsync(string name, FlowBuilder flow)
    {
        var saved = await cluster.Silo.Grains.GetGrain<IFlowGrain>(name).SaveAsync(new SaveFlow(Encoding.UTF8.GetBytes(flow.ToJson())), CancellationToken.None);
        Assert.DoesNotContain(saved.Diagnostics, problem => problem.Severity == Model.Flows.Severity.Error);
    }

    private async Task<IReadOnlyList<RunSummary>> RunsOfAsync(string flow) =>
        (await cluster.Silo.Grains.GetGrain<IRunDirectoryGrain>(IRunDirectoryGrain.Key).ListAsync(new RunQuery(flow, null, null, null, 100), CancellationToken.None)).Items;
}
