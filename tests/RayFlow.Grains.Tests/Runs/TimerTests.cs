using RayFlow.GrainInterfaces.Runs;
using RayFlow.Testing.Clusters;
using RayFlow.Testing.Flows;

namespace RayFlow.Grains.Tests.Runs;

/// <summary>Timers by a clock that the test moves.</summary>
public sealed class TimerTests
{
    [Fact]
    public async Task Delay_EndsWhenItsTimeHasCome()
    {
        var clock = new ManualClock();
        await using var cluster = await RayFlowCluster.StartAsync(time: clock);
        var run = cluster.NewRun();
        await run.StartAsync(new FlowBuilder().Node("wait", "flow_delay").Input("seconds", 5.0).Return().Exec("start", "wait", "return"));
        await run.EventsUntilAsync("node_waiting");

        clock.Advance(TimeSpan.FromSeconds(4.9));
        var before = await run.GetAsync(CancellationToken.None);
        clock.Advance(TimeSpan.FromSeconds(0.2));
        await run.EventsUntilAsync("run_completed");

        Assert.Equal(RunStatus.Waiting, before!.Status);
        Assert.Equal("timer", Assert.Single(before.WaitingFor).Kind);
    }
}
