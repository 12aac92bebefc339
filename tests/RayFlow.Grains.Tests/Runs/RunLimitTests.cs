using RayFlow.Engine.Running;
using RayFlow.Grains.Runs;
using RayFlow.Grains.Tests.Driving;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Testing.Flows;

namespace RayFlow.Grains.Tests.Runs;

/// <summary>What a run's loop does with what is beyond the run's limits: signals are refused before they are recorded, what is too large ends the run.</summary>
public sealed class RunLimitTests
{
    private static FlowBuilder Effects => new FlowBuilder().Node("first", "time_now").Node("second", "time_now").Return().Exec("start", "first", "second", "return");

    [Fact]
    public async Task Signals_BeyondTheMost_AreRefusedAndNotRecorded()
    {
        var run = new DrivenRun(Effects, limits: new RunLimits { MaxSignals = 2 });
        await run.StartAsync();

        // The third is refused by what is in the same batch and not committed.
        var (gate, signals) = (run.Journal.HoldUp(), new List<Task>());
        await run.DoAsync(loop =>
        {
            signals.AddRange(new[] { "one", "two", "three" }.Select(id => loop.PostAsync(Signal(run, id))));
            gate.SetResult();
            return Task.WhenAll(signals).ContinueWith(static _ => { }, TaskScheduler.Default);
        });

        Assert.Equal([true, true, false], signals.Select(signal => signal.IsCompletedSuccessfully));
        var refused = await Assert.ThrowsAsync<SignalRefusedException>(() => signals[2]);
        Assert.Equal(SignalRefusal.Full, refused.Reason);
        Assert.Equal(["one", "two"], run.Events().OfType<SignalReceived>().Select(signal => signal.SignalId));
        await run.DoAsync(loop => loop.PostAsync(Signal(run, "one"))); // it has come before, and is told so
        Assert.False(run.HasLeft);
    }

    [Fact]
    public async Task Signal_BehindAnEndThatIsNotCommitted_IsRefused()
    {
        var run = new DrivenRun(Effects);
        await run.StartAsync();
        var (gate, signal) = (run.Journal.HoldUp(), Task.CompletedTask);

        await run.DoAsync(loop =>
        {
            var fenced = loop.FenceAsync();
            var cancelled = loop.PostAsync(new CancelRequested { At = run.Clock.GetUtcNow() });
            signal = loop.PostAsync(Signal(run, "late"));
            gate.SetResult();
            return Task.WhenAll(fenced, cancelled, signal).ContinueWith(static _ => { }, TaskScheduler.Default);
        });

        Assert.Equal(SignalRefusal.Ended, (await Assert.ThrowsAsync<SignalRefusedException>(() => signal)).Reason);
        Assert.Empty(run.Events().OfType<SignalReceived>());
    }

    [Fact]
    public async Task Run_ThatHoldsTooMuch_EndsWithARecordedFaultAndIsRestoredSo()
    {
        var run = new DrivenRun(Effects, limits: new RunLimits { MaxStateBytes = 10_000 });
        await run.StartAsync();
        await run.Peers.NextAsync();

        await run.DoAsync(loop => loop.PostAsync(Completed(run, new string('x', 20_000))));

        var fault = Assert.IsType<RunFaulted>(run.Events()[^1]);
        Assert.Equal(("run_too_large", "first"), (fault.Error.Code, fault.Error.NodeId));
        Assert.Single(run.Peers.Calls); // the second node was never handed on
        await run.ReopenAsync();
        Assert.Equal("run_too_large", await run.LookAsync(loop => loop.Session.State.Outcome?.Error?.Error.Code));
    }

    [Fact]
    public async Task Run_WhoseJournalIsTooLong_EndsWithARecordedFault()
    {
        var run = new DrivenRun(Effects, limits: new RunLimits { MaxJournalBytes = 1_024 });
        await run.StartAsync();
        await run.Peers.NextAsync();
        await run.RestartAsync(); // how long it is, is known after a restart as well
        await run.Peers.NextAsync();

        await run.DoAsync(loop => loop.PostAsync(Completed(run, new string('x', 900))));

        var fault = Assert.IsType<RunFaulted>(run.Events()[^1]);
        Assert.Equal(("run_too_large", "first"), (fault.Error.Code, fault.Error.NodeId));
        Assert.Contains("MaxJournalBytes", fault.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ThatIsFoundTooLargeWhenItIsRestored_EndsThen()
    {
        var flow = new FlowBuilder().Node("loop", "flow_for_range").Input("stop", 1_000_000).Node("m", "flow_merge").Return().Exec("start", "loop").Exec("loop.body", "m").Exec("loop.completed", "return");
        var run = new DrivenRun(flow, limits: new RunLimits { MaxStepsBetweenEvents = 50_000 });
        var gate = run.Journal.HoldUp();
        var started = run.StartAsync();
        await run.LookAsync(loop => loop.IsBusy);
        gate.SetResult();
        await started; // the start is committed; the process ends in the middle of what follows

        await run.RestartAsync();

        Assert.Equal("step_limit", await run.LookAsync(loop => loop.Session.State.Outcome?.Error?.Error.Code));
        Assert.IsType<RunFaulted>(run.Events()[^1]);
    }

    private static SignalReceived Signal(DrivenRun run, string id) => new() { At = run.Clock.GetUtcNow(), Name = "go", Payload = Value.Null, SignalId = id };

    private static NodeCompleted Completed(DrivenRun run, string text) => new()
    {
        At = run.Clock.GetUtcNow(),
        Frame = 0,
        Node = run.Peers.Started.Find(started => started.NodeId == "first")!.NodeIndex,
        Attempt = 1,
        Outputs = ValueMap.Of(("iso", text), ("unix_seconds", 1.0)),
    };
}
