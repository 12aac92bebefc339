using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Values;
using RayFlow.Testing.Clusters;
using RayFlow.Testing.Flows;

namespace RayFlow.Grains.Tests.Runs;

/// <summary>Timers by a clock that the test moves.</summary>
public sealed class TimerTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Delay_EndsWhenItsTimeHasCome(double seconds)
    {
        var span = TimeSpan.FromSeconds(seconds);
        var clock = new ManualClock();
        await using var cluster = await RayFlowCluster.StartAsync(time: clock);
        var run = cluster.NewRun();
        await run.StartAsync(new FlowBuilder().Node("wait", "flow_delay").Input("seconds", seconds).Return().Exec("start", "wait", "return"));
        await run.EventsUntilAsync("node_waiting");

        clock.Advance(span - TimeSpan.FromMilliseconds(1));
        var before = await run.GetAsync(CancellationToken.None);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        var events = await run.EventsUntilAsync("run_completed");

        Assert.Equal(RunStatus.Waiting, before!.Status);
        Assert.Equal(span, events.Single(item => item is { Type: "node_completed", NodeId: "wait" }).At - events.Single(item => item.Type == "node_waiting").At);
        Assert.Equal("timer", Assert.Single(before.WaitingFor).Kind);
    }

    [Fact]
    public async Task Delay_BeyondTheReachOfTimers_IsWatchedAndEndedLikeAnyOther()
    {
        await using var cluster = await RayFlowCluster.StartAsync();
        var run = cluster.NewRun();
        await run.StartAsync(new FlowBuilder().Node("wait", "flow_delay").Input("seconds", TimeSpan.FromDays(60).TotalSeconds).Return().Exec("start", "wait", "return"));
        var seen = await run.EventsUntilAsync("node_waiting");

        var watching = run.ReadEventsAsync(seen[^1].Sequence, 100, TimeSpan.FromSeconds(20), CancellationToken.None);
        await run.SignalAsync(new SendSignal("nobody", Value.Null), CancellationToken.None); // the run rests anew while it is watched
        Assert.False(watching.IsCompleted);
        await run.CommandAsync(RunCommand.Cancel, CancellationToken.None);

        Assert.Equal(["node_cancelled", "run_cancelled"], (await watching)!.Events.Select(item => item.Type));
    }
}
