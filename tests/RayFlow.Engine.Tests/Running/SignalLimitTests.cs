using RayFlow.Engine.Running;
using RayFlow.Engine.Snapshots;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Testing.Flows;
using Xunit;

namespace RayFlow.Engine.Tests.Running;

/// <summary>What a run keeps of signals is bounded, and what it does not keep is refused.</summary>
public sealed class SignalLimitTests
{
    [Fact]
    public void Signal_BeyondTheMost_IsRefusedAndLeavesNothingBehind()
    {
        var run = new EngineRun(Waits(3), limits: new RunLimits { MaxSignals = 2 }).Start().Signal("go", 1, "one").Signal("go", 2, "two");

        Assert.Equal(SignalRefusal.Full, RunEngine.RefusalOf(run.State, Signal("go", 3, "three")));
        run.Signal("go", 3, "three");
        Assert.False(run.Journal[^1].TookEffect);

        run.Complete("a"); // two turns consume what was kept; a third waits
        Assert.Null(RunEngine.RefusalOf(run.State, Signal("go", 3, "three")));
        run.Signal("go", 3, "three");
        Assert.Equal("return", run.Outcome.ReturnNode);
        run.Restore();
        Assert.Equal("return", run.Outcome.ReturnNode);
    }

    [Fact]
    public void Signal_BeyondTheBytes_IsRefusedUntilSomeAreConsumed()
    {
        var run = new EngineRun(Waits(3), limits: new RunLimits { MaxSignalBytes = 5_000 }).Start().Signal("go", new string('x', 1_000)).Signal("go", new string('x', 1_000));

        Assert.Equal(SignalRefusal.Full, RunEngine.RefusalOf(run.State, Signal("go", new string('x', 1_000))));
        Assert.Null(RunEngine.RefusalOf(run.State, Signal("go", "short")));
        run.Complete("a");
        Assert.Null(RunEngine.RefusalOf(run.State, Signal("go", new string('x', 4_000)))); // whoever waits gets it, however long
    }

    [Fact]
    public void Signal_ThatSomethingWaitsFor_IsTakenThoughOthersFillTheBox()
    {
        var run = new EngineRun(Waits(1), limits: new RunLimits { MaxSignals = 1 }).Start().Complete("a").Signal("other");

        Assert.Equal(SignalRefusal.Full, RunEngine.RefusalOf(run.State, Signal("other")));
        Assert.Null(RunEngine.RefusalOf(run.State, Signal("go")));
        run.Signal("go");

        Assert.Equal(SignalRefusal.Ended, RunEngine.RefusalOf(run.State, Signal("go")));
    }

    [Fact]
    public void Signal_ThatCameBefore_IsNotRefusedThoughTheBoxIsFull()
    {
        var run = new EngineRun(Waits(1), limits: new RunLimits { MaxSignals = 1 }).Start().Signal("go", 1, "one");

        Assert.Null(RunEngine.RefusalOf(run.State, Signal("go", 1, "one")));
    }

    [Fact]
    public void Ids_BeyondTheMost_AreForgottenOldestFirstAndTheSameAfterARestoration()
    {
        var limits = new RunLimits { MaxSignalIds = 2 };
        var run = new EngineRun(Waits(9), limits: limits).Start().Signal("go", 1, "z").Signal("go", 2, "b").Signal("go", 3, "a");
        var fromSnapshot = RunSnapshot.Open(RunSnapshot.Write(run.State)).Read(run.Graph, limits);
        var fromJournal = RunReplay.Fold(run.Graph, limits, run.Journal);

        foreach (var state in new[] { run.State, fromSnapshot, fromJournal })
        {
            Assert.False(Folds(state, "b"));
            Assert.True(Folds(state, "z")); // forgotten, and now the newest: b is the oldest and goes
            Assert.True(Folds(state, "b"));
            Assert.False(Folds(state, "z"));
        }

        static bool Folds(RunState state, string id) => RunEngine.Decide(state, RunEngine.Stamp(state, Signal("go", 0, id))).TookEffect;
    }

    [Fact]
    public void Box_OfARunUnderEarlierRules_RemembersWhatItDropped()
    {
        var limits = new RunLimits { MaxSignals = 1, MaxSignalIds = 1, MaxSignalBytes = 1 }.UnderRules(1);
        var run = new EngineRun(Waits(3), limits: limits).Start().Signal("go", 1, "one").Signal("go", 2, "two").Complete("a").Signal("go", 2, "two").Signal("go", 1, "one");

        Assert.Equal([true, false, true, false, false], run.Journal.Skip(1).Select(@event => @event.TookEffect!.Value));
    }

    [Fact]
    public void Retry_OfARunThatHadConsumedSignals_KeepsAllThatWereAccepted()
    {
        var flow = new FlowBuilder().Nodes("test_effect", "a").Node("w1", "flow_wait_signal").Constant("SIGNAL", "go").Node("w2", "flow_wait_signal").Constant("SIGNAL", "go").Return()
            .Node("fork", "test_effect").Exec("start", "fork", "a").Exec("fork", "w1", "w2", "return").Data("w1.payload", "return.one").Data("w2.payload", "return.two");
        var run = new EngineRun(flow, limits: new RunLimits { MaxSignals = 1 }).Start().Signal("go", 1, "one").Complete("fork").Signal("go", 2, "two");
        Assert.Equal("return", run.Outcome.ReturnNode);

        var failing = new EngineRun(flow, limits: new RunLimits { MaxSignals = 1 }).Start().Signal("go", 1, "one").Fail("fork", retryable: false).Retry();
        failing.Complete("fork").Signal("go", 2, "two");

        Assert.Equal("{\"one\":1,\"two\":2}", ((Value)failing.Result).ToString());
    }

    private static FlowBuilder Waits(long turns) => new FlowBuilder().Nodes("test_effect", "a").Node("for", "flow_for_range").Input("stop", turns).Node("wait", "flow_wait_signal").Constant("SIGNAL", "go").Return()
        .Exec("start", "a", "for").Exec("for.body", "wait").Exec("for.completed", "return");

    private static SignalReceived Signal(string name, Value payload = default, string? id = null) => new() { At = DateTimeOffset.UnixEpoch, Name = name, Payload = payload, SignalId = id };
}
