using System.Text;
using RayFlow.GrainInterfaces.Flows;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.GrainInterfaces.Triggers;
using RayFlow.Model.Values;
using RayFlow.Testing.Clusters;
using RayFlow.Testing.Flows;

namespace RayFlow.Grains.Tests.Triggers;

/// <summary>Flows that events start.</summary>
public sealed class EventTests(Cluster cluster) : IClassFixture<Cluster>
{
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

        await grain.EmitAsync("run/1/emit", ValueMap.Of(("amount", 1L)), CancellationToken.None);
        var again = await grain.EmitAsync("run/1/emit", ValueMap.Of(("amount", 1L)), CancellationToken.None);

        Assert.Equal(1L, again);
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

        var delivered = await cluster.Silo.Grains.GetGrain<IEventGrain>("tick").EmitAsync("e1", ValueMap.Empty, CancellationToken.None);

        Assert.Equal(0L, delivered);
    }

    private async Task SaveAsync(string name, string? onEvent)
    {
        var flow = new FlowBuilder("amount:int");
        if (onEvent is not null)
        {
            flow.Config("on_event", onEvent);
        }

        flow.Return().Exec("start", "return").Data("start.amount", "return.amount");
        var saved = await cluster.Silo.Grains.GetGrain<IFlowGrain>(name).SaveAsync(new SaveFlow(Encoding.UTF8.GetBytes(flow.ToJson())), CancellationToken.None);
        Assert.DoesNotContain(saved.Diagnostics, problem => problem.Severity == Model.Flows.Severity.Error);
    }

    private async Task<IReadOnlyList<RunSummary>> RunsOfAsync(string flow) =>
        (await cluster.Silo.Grains.GetGrain<IRunDirectoryGrain>(IRunDirectoryGrain.Key).ListAsync(new RunQuery(flow, null, null, null, 100), CancellationToken.None)).Items;
}
