using RayFlow.GrainInterfaces.Runs;
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
}
