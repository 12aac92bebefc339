using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Failures;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Runs;
using RayFlow.Grains.Tests.Driving;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Testing.Flows;

namespace RayFlow.Grains.Tests.Runs;

/// <summary>The loop of a run: what is committed before what is said and asked.</summary>
public sealed class RunLoopTests
{
    private static FlowBuilder Effects => new FlowBuilder().Node("first", "time_now").Node("second", "time_now").Return()
        .Exec("start", "first", "second", "return");

    private static FlowBuilder Calling => new FlowBuilder().Node("call", "flow_call").Constant("FLOW", "child").Return().Exec("start", "call", "return");

    private static FlowBuilder Waiting => new FlowBuilder().Node("loop", "flow_for_range").Input("stop", 1000L)
        .Node("wait", "flow_wait_signal").Constant("SIGNAL", "go").Return().Exec("start", "loop").Exec("loop.body", "wait").Exec("loop.completed", "return");

    [Fact]
    public async Task Report_IsAnsweredWhenItIsCommittedAndNotBefore()
    {
        var run = new DrivenRun(Effects);
        await run.StartAsync();
        Assert.Equal("start node first", await run.Peers.NextAsync());

        var gate = run.Journal.HoldUp();
        var reported = run.DoAsync(loop => loop.PostAsync(Completed(run, "first")));
        await run.LookAsync(loop => loop.IsBusy);
        var before = reported.IsCompleted;
        gate.SetResult();
        await reported;

        Assert.False(before);
        Assert.Contains(run.Events(), @event => @event is NodeCompleted);
        Assert.Equal("start node second", await run.Peers.NextAsync());
    }

    [Fact]
    public async Task Instructions_AreCarriedOutAfterTheCommit()
    {
        var run = new DrivenRun(Effects);
        var gate = run.Journal.HoldUp();

        var started = run.StartAsync();
        await run.LookAsync(loop => loop.IsBusy);

        Assert.Empty(run.Peers.Calls);
        gate.SetResult();
        await started;
        Assert.Equal("start node first", await run.Peers.NextAsync());
    }

    [Fact]
    public async Task Run_ThatWaits_LeavesMemoryAfterAWhileWithoutAnEvent()
    {
        var run = new DrivenRun(Waiting);
        await run.StartAsync();

        await LookAfterAsync(TimeSpan.FromSeconds(4));
        var soon = run.HasLeft;
        await LookAfterAsync(TimeSpan.FromSeconds(2));

        Assert.False(soon);
        Assert.True(run.HasLeft);

        Task LookAfterAsync(TimeSpan time)
        {
            run.Clock.Advance(time);
            return run.LookAsync(loop =>
            {
                loop.Go();
                return true;
            });
        }
    }

    [Fact]
    public async Task Wake_OfAWaitingRun_DoesNotMakeItRunning()
    {
        var run = new DrivenRun(Waiting);
        await run.StartAsync();

        var gate = run.Journal.HoldUp();
        var wakes = Task.WhenAll(run.DoAsync(loop => loop.WakeAsync()), run.DoAsync(loop => loop.WakeAsync()));
        var meanwhile = await run.LookAsync(loop => loop.Summary().Status);
        gate.SetResult();
        await wakes;

        Assert.Equal(RunStatus.Waiting, meanwhile);
    }

    [Fact]
    public async Task Loop_ThatLostItsRun_AsksNothingOfAnybodyAndRefusesWhatWaits()
    {
        var run = new DrivenRun(Effects);
        await run.StartAsync();
        await run.Peers.NextAsync();
        run.Journal.HasMoved = true;

        await Assert.ThrowsAsync<RunMovedException>(() => run.DoAsync(loop => loop.PostAsync(Completed(run, "first"))));

        Assert.True(run.HasLeft);
        Assert.True(run.IsToBeWoken);
        Assert.Equal(["start node first"], run.Peers.Calls);
        await Assert.ThrowsAsync<RunMovedException>(() => run.DoAsync(loop => loop.PostAsync(new CancelRequested { At = run.Clock.GetUtcNow() })));
        Assert.Equal(2, run.Journal.Entries.Count);
    }

    [Fact]
    public async Task Watchers_OfALoopThatLostItsRun_AreLetGoAtOnce()
    {
        var run = new DrivenRun(Effects);
        await run.StartAsync();
        await run.Peers.NextAsync();
        var seen = await run.LookAsync(loop => loop.Tail.Published);
        var reading = run.DoAsync(loop => loop.Tail.ReadAsync(seen, 100, TimeSpan.FromHours(1), CancellationToken.None));
        var waiting = run.DoAsync(loop => loop.Tail.WaitForEndAsync(TimeSpan.FromHours(1), CancellationToken.None));
        Assert.True(await run.LookAsync(loop => loop.Tail.HasWatchers));

        run.Journal.HasMoved = true;
        await Assert.ThrowsAsync<RunMovedException>(() => run.DoAsync(loop => loop.PostAsync(Completed(run, "first"))));

        await Task.WhenAll(reading, waiting).WaitAsync(TimeSpan.FromSeconds(30)); // the clock stands: nothing but the loop ends them
        Assert.False(await run.LookAsync(loop => loop.Tail.HasWatchers));
    }

    [Fact]
    public async Task LostNode_IsStartedAgainOnlyWhileTheRunIsStillThisActivations()
    {
        var run = new DrivenRun(Effects);
        await run.StartAsync();
        await run.Peers.NextAsync();

        await run.DoAsync(loop =>
        {
            loop.Lost(0, run.Peers.Started[0].NodeIndex, -1, 1);
            return Task.CompletedTask;
        });
        Assert.Equal("start node first", await run.Peers.NextAsync());
        Assert.Equal(1, run.Journal.Fences);
        Assert.Equal([run.Clock.GetUtcNow(), HandOver.Again], run.Peers.Started.Select(started => started.HandedAt));

        run.Journal.HasMoved = true;
        await run.DoAsync(async loop =>
        {
            loop.Lost(0, run.Peers.Started[0].NodeIndex, -1, 1);
            await Assert.ThrowsAsync<RunMovedException>(loop.FenceAsync);
        });
        Assert.Equal(2, run.Peers.Calls.Count);
    }

    [Fact]
    public async Task HandOver_ThatWasNotAnswered_IsMadeAgainAsOneThatIsAskedFor()
    {
        var run = new DrivenRun(Effects);
        var failures = 1;
        run.Peers.Failure = () => failures-- > 0 ? new TimeoutException("The message was lost.") : null;
        await run.StartAsync();
        await run.Peers.NextAsync();

        var again = run.Peers.NextAsync();
        while (!again.IsCompleted)
        {
            await run.LookAsync(loop => loop.IsBusy);
            run.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("start node first", await again);
        Assert.Equal(HandOver.Again, run.Peers.Started[1].HandedAt);
        Assert.Equal(1, run.Journal.Fences); // and only by whoever still has the run
    }

    [Fact]
    public async Task CancelledChild_IsCancelledByWhoeverTakesTheRunUp()
    {
        var run = new DrivenRun(Calling);
        await run.StartAsync();
        Assert.Equal("start run child", await run.Peers.NextAsync());
        run.Peers.Cancelled = static () => throw new TimeoutException("The message was lost.");
        await run.DoAsync(loop => loop.PostAsync(new CancelRequested { At = run.Clock.GetUtcNow() }));
        Assert.Equal("cancel run", await run.Peers.NextAsync());

        await run.RestartAsync();

        Assert.Equal("cancel run", await run.Peers.NextAsync());
        await run.LookAsync(loop => loop.IsStopped);
        Assert.Contains(run.Events(), @event => @event is ChildEnded);
        Assert.True(run.HasLeft);
    }

    [Fact]
    public async Task Run_WithAParent_IsOwedUntilTheParentHasBeenTold()
    {
        var parent = new ParentCall("00000000000000000000000000000002", 0, 1, 1);
        var run = new DrivenRun(new FlowBuilder().Return().Exec("start", "return"), parent: parent);

        await run.StartAsync();

        Assert.Equal($"tell {parent.RunId} Completed", await run.Peers.NextAsync());
        await run.LookAsync(loop => loop.IsStopped);
        Assert.Contains(run.Events(), @event => @event is ParentInformed);
        Assert.True(run.HasLeft);
    }

    [Fact]
    public async Task Retry_TakesBackTheFailureAndGoesOn()
    {
        var run = new DrivenRun(new FlowBuilder().Node("work", "time_now").Return().Exec("start", "work", "return"));
        await run.StartAsync();
        await run.Peers.NextAsync();
        await run.DoAsync(loop => loop.PostAsync(new NodeFailed
        {
            At = run.Clock.GetUtcNow(), Frame = 0, Node = run.Peers.Started[0].NodeIndex, Attempt = 1, Error = new("broken", "It broke.", false), Chance = 0,
        }));
        Assert.True(run.HasLeft);

        await run.ReopenAsync();
        var hadEnded = true;
        await run.DoAsync(async loop =>
        {
            // Two at once: the second finds a run that goes on.
            var (first, second) = (loop.PostAsync(new RetryRequested { At = run.Clock.GetUtcNow() }), loop.PostAsync(new RetryRequested { At = run.Clock.GetUtcNow() }));
            await first;
            hadEnded = loop.Tail.HasEnded;
            await second;
        });

        Assert.False(hadEnded); // whoever asked for the retry, and waits now, waits for the new end
        Assert.Equal("start node work", await run.Peers.NextAsync());
        Assert.Equal(2, run.Peers.Started[1].Attempt);
        Assert.Single(run.Events(), @event => @event is RetryRequested);
    }

    [Fact]
    public async Task Signals_ThatComeTogether_ShareCommits()
    {
        var run = new DrivenRun(Waiting);
        await run.StartAsync();
        var (before, gate) = (run.Journal.Commits, run.Journal.HoldUp());

        var signalled = run.DoAsync(loop => Task.WhenAll(Enumerable.Range(0, 600).Select(_ =>
            loop.PostAsync(new SignalReceived { At = run.Clock.GetUtcNow(), Name = "go", Payload = Value.Null }))));
        await run.LookAsync(loop => loop.IsBusy);
        gate.SetResult();
        await signalled;

        Assert.InRange(run.Journal.Commits - before, 1, 10);
        Assert.False(run.HasLeft);
    }

    [Fact]
    public async Task Database_ThatIsAway_IsWaitedFor()
    {
        var run = new DrivenRun(Effects);
        var failures = 3;
        run.Journal.Failure = () => failures-- > 0 ? new Storage.StorageUnavailableException("gone", null) : null;

        var started = run.StartAsync();
        while (!started.IsCompleted)
        {
            await run.LookAsync(loop => loop.IsBusy);
            run.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await started;
        Assert.Equal("start node first", await run.Peers.NextAsync());
    }

    private static NodeCompleted Completed(DrivenRun run, string node) => new()
    {
        At = run.Clock.GetUtcNow(),
        Frame = 0,
        Node = run.Peers.Started.Find(started => started.NodeId == node)!.NodeIndex,
        Attempt = 1,
        Outputs = ValueMap.Of(("iso", "2026"), ("unix_seconds", 1.0)),
    };
}
