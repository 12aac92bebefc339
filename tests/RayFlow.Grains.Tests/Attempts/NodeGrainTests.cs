using RayFlow.GrainInterfaces.Nodes;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Values;
using RayFlow.Testing.Clusters;
using RayFlow.Testing.Flows;

namespace RayFlow.Grains.Tests.Attempts;

/// <summary>Nodes of users on a silo with a real database.</summary>
public sealed class NodeGrainTests(Cluster cluster) : IClassFixture<Cluster>
{
    [Fact]
    public async Task Nodes_ThatBlockTheirThreads_LeaveTheSiloAndOtherRunsAlone()
    {
        var echo = new FlowBuilder("x:int").Node("echo", "test_echo").Return().Exec("start", "echo", "return").Data("start.x", "echo.value").Data("echo.value", "return.x");
        await cluster.Silo.NewRun().RunAsync(echo, ("x", 0L)); // compiles the nodes
        var blocking = new FlowBuilder().Node("block", "test_blocks").Input("listens", true).Return().Exec("start", "block", "return");
        var blocked = await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            var run = cluster.Silo.NewRun();
            await run.StartAsync(blocking);
            return run;
        }));

        var others = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => cluster.Silo.NewRun().RunAsync(echo, ("x", (long)i))));

        Assert.All(others, run => Assert.Equal(RunStatus.Completed, run.Status));
        var cancelled = await Task.WhenAll(blocked.Select(run => run.CommandAsync(RunCommand.Cancel, CancellationToken.None)));
        Assert.All(cancelled, answer => Assert.Equal(RunStatus.Cancelled, answer.Run!.Status));
    }

    [Fact]
    public async Task Node_ThatBlocksForEver_TimesOutByItsPolicy()
    {
        var flow = new FlowBuilder().Node("block", "test_blocks").Policy("timeout_seconds", 0.2).Return().Exec("start", "block", "return");

        var run = await cluster.Silo.NewRun().RunAsync(flow);

        Assert.Equal("timeout", run.Error!.Code);
    }

    [Fact]
    public async Task Timeout_OfManyDays_KeepsNoRunFromItsEnd()
    {
        var flow = new FlowBuilder("x:int").Node("echo", "test_echo").Policy("timeout_seconds", 5_000_000.0).Return()
            .Exec("start", "echo", "return").Data("start.x", "echo.value").Data("echo.value", "return.x");

        Assert.Equal(1L, (await cluster.Silo.NewRun().RunAsync(flow, ("x", 1L))).Result!["x"]);
    }

    [Fact]
    public async Task Attempt_ThatWasHandedOverLongAgo_IsBegunOnlyIfItsRunStillWaitsForIt()
    {
        var ledger = Path.GetTempFileName();
        var run = cluster.Silo.NewRun();
        var id = (await run.RunAsync(new FlowBuilder().Return().Exec("start", "return"))).RunId;

        await HandAsync("late", DateTimeOffset.UtcNow.AddSeconds(-10));
        await HandAsync("again", DateTimeOffset.MinValue);
        await HandAsync("fresh", DateTimeOffset.UtcNow);

        for (var limit = TimeProvider.System.GetTimestamp(); new FileInfo(ledger).Length == 0 && TimeProvider.System.GetElapsedTime(limit) < TimeSpan.FromSeconds(30);)
        {
            await Task.Delay(10);
        }

        Assert.Equal($"{id}//fresh 1\n", await File.ReadAllTextAsync(ledger));
        File.Delete(ledger);

        Task HandAsync(string node, DateTimeOffset handedAt) => cluster.Silo.Grains.GetGrain<INodeGrain>($"{id}//{node}").StartAsync(
            new StartNode(id, 0, "", 1, node, "test_ledger", 1, ValueMap.Of(("file", ledger)), ValueMap.Empty, ValueMap.Empty, null, [], HandedAt: handedAt), CancellationToken.None);
    }
}
