using RayFlow.Storage.Runs;

namespace RayFlow.Grains.Tests.Recovery;

public sealed class OwnedRunsTests : IAsyncLifetime
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(0.1);
    private readonly RecoveryModel _model = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _model.DisposeAsync();

    [Fact]
    public async Task Silo_ThatDies_LosesItsRunsAtOnce()
    {
        _model.Members = ["me", "other"];
        _model.Add(new("a", "other"), new("b", "other"), new("mine", "me"));
        _model.Start();
        await _model.UntilAsync(() => _model.Clock.GetUtcNow() > new DateTimeOffset(2026, 1, 1, 0, 0, 3, TimeSpan.Zero), Step);
        Assert.Empty(_model.Woken);

        _model.Change("me");

        await _model.UntilAsync(() => _model.Woken.Count == 2);
        Assert.Equal(["a", "b"], _model.Woken.Order());
        Assert.All(_model.Rows, row => Assert.Equal("me", row.Owner));
    }

    [Fact]
    public async Task Run_ThatIsTheSilosByTheIndexAndNotInItsMemory_IsWoken()
    {
        _model.Options.ReviewSeconds = 20;
        _model.Add(new("here", "me"), new("lost", "me"), new("waits", "me", IsWaiting: true), new("elsewhere", "other"));
        _model.Members = ["me", "other"];
        _model.InMemory.Add("here");
        var began = _model.Clock.GetUtcNow();
        _model.Start();

        await _model.UntilAsync(() => !_model.Woken.IsEmpty, Step);

        Assert.Equal(["lost"], _model.Woken);
        Assert.True(_model.Clock.GetUtcNow() - began >= TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Silo_ThatIsNotKnown_IsAskedForBeforeItsRunsAreTaken()
    {
        _model.Joined = ["me", "new"];
        _model.Add(new("a", "new"), new("b", "gone"));

        _model.Start();

        await _model.UntilAsync(() => !_model.Woken.IsEmpty);
        Assert.Equal(["b"], _model.Claimed);
        Assert.Equal(1, _model.Refreshes);
    }

    [Fact]
    public async Task Silo_ThatIsDeadToTheOthers_TakesNothing()
    {
        _model.Members = ["other"];
        _model.Add(new("a", "gone"), new("due", "me", true, _model.Clock.GetUtcNow()));

        _model.Start();

        await _model.UntilAsync(() => _model.Woken.Contains("due") && _model.Refreshes > 2, Step);
        Assert.Empty(_model.Claimed);
    }

    [Fact]
    public async Task Orphans_OfSeveralSilos_AreTakenBeforeThoseThatWait()
    {
        _model.Options.BatchSize = 2;
        _model.Add(new("w1", "a", true), new("w2", "b", true), new("r1", "a"), new("r2", "b"), new("r3", "b"), new("r4", "b"));

        _model.Start();

        await _model.UntilAsync(() => _model.Claimed.Count == 6, Step);
        Assert.Equal(["r1", "r2", "r3", "r4"], _model.Claimed.Take(4).Order());
        await _model.UntilAsync(() => _model.Woken.Count == 4, Step);
        Assert.DoesNotContain("w1", _model.Woken);
    }

    [Fact]
    public async Task Orphan_WhoseTimeHasPassed_IsWoken()
    {
        _model.Add(new("mine", "me", true, _model.Clock.GetUtcNow().AddSeconds(2)), new("theirs", "gone", true, _model.Clock.GetUtcNow().AddDays(-1)), new("later", "gone", true, _model.Clock.GetUtcNow().AddDays(1)));

        _model.Start();

        await _model.UntilAsync(() => _model.Woken.Contains("theirs") && _model.Woken.Contains("mine"), Step);
        Assert.DoesNotContain("later", _model.Woken);
    }

    [Fact]
    public async Task DueRuns_OfAnotherSilo_AreNotWoken()
    {
        _model.Members = ["me", "other"];
        _model.Add(new("theirs", "other", true, _model.Clock.GetUtcNow()), new("mine", "me", true, _model.Clock.GetUtcNow().AddSeconds(20)));

        _model.Start();

        await _model.UntilAsync(() => !_model.Woken.IsEmpty, Step);
        Assert.All(_model.Woken, run => Assert.Equal("mine", run));
    }

    [Fact]
    public async Task Runs_ThatAlwaysFail_HoldUpNobodyAndAreParked()
    {
        _model.Waking = run => run == "healthy" ? Task.CompletedTask : Task.FromException(new InvalidDataException("Its journal cannot be read."));
        for (var i = 0; i < 100; i++)
        {
            _model.Add(new RecoveryModel.Row($"poison {i}", "gone"));
        }

        _model.Add(new RecoveryModel.Row("healthy", "gone"));

        _model.Start();

        // No time passes until then, and so none of the others is tried a second time.
        await _model.UntilAsync(() => _model.Woken.Contains("healthy"));
        Assert.InRange(_model.Woken.Count, 1, 101);
        await _model.UntilAsync(() => _model.Rows.Count(row => row.Parked is not null) == 100, TimeSpan.FromSeconds(1));
        Assert.Equal(1000, _model.Woken.Count(run => run != "healthy"));
        Assert.Equal("It has not got on in 10 tries. Its journal cannot be read.", _model.Rows[0].Parked);
        Assert.Null(_model.Rows[0].Owner);
        Assert.Single(_model.Woken, run => run == "healthy");
    }

    [Fact]
    public async Task Run_ThatCannotBeReached_IsTriedForEver()
    {
        var tries = 0;
        _model.Waking = _ => Interlocked.Increment(ref tries) < 30 ? Task.FromException(new TimeoutException()) : Task.CompletedTask;
        _model.Add(new RecoveryModel.Row("a", "gone"));

        _model.Start();

        await _model.UntilAsync(() => tries == 30, TimeSpan.FromSeconds(5));
        Assert.Null(_model.Rows[0].Parked);
    }

    [Fact]
    public async Task Run_WhoseSilosDieOneAfterTheOther_IsParkedUnwoken()
    {
        _model.Add(new("once", "gone", Takeovers: 9), new("often", "gone", Takeovers: 10));

        _model.Start();

        await _model.UntilAsync(() => _model.Rows[1].Parked is not null && !_model.Woken.IsEmpty);
        Assert.Equal("It has not got on in 10 tries. The silo that had it died.", _model.Rows[1].Parked);
        Assert.Equal(["once"], _model.Woken);
    }

    [Fact]
    public async Task Run_ThatFallsAgainAndAgain_IsParkedUnlessItMakesProgress()
    {
        _model.Waking = run =>
        {
            if (run == "better")
            {
                _model.Queue.Progress(run);
            }

            _model.Queue.Add(run);
            return Task.CompletedTask;
        };
        _model.Add(new("worse", "me"), new("better", "me"));
        _model.Start();

        _model.Queue.Add("worse");
        _model.Queue.Add("better");

        await _model.UntilAsync(() => _model.Rows[0].Parked is not null && _model.Woken.Count(run => run == "better") > 20, TimeSpan.FromSeconds(0.2));
        Assert.Equal(9, _model.Woken.Count(run => run == "worse"));
        Assert.Equal("It has not got on in 10 tries. The log of its silo tells why.", _model.Rows[0].Parked);
        Assert.Null(_model.Rows[1].Parked);
    }

    [Fact]
    public async Task Wakes_ThatAreNotAnswered_HoldUpOthersOnlyForAWhile()
    {
        var never = new TaskCompletionSource();
        _model.Options.Parallelism = 4;
        _model.Waking = run => run == "healthy" ? Task.CompletedTask : never.Task;
        for (var i = 0; i < 20; i++)
        {
            _model.Add(new RecoveryModel.Row($"hangs {i}", "gone"));
        }

        _model.Add(new RecoveryModel.Row("healthy", "gone"));
        _model.Start();

        await _model.UntilAsync(() => _model.Woken.Contains("healthy"), Step);

        Assert.InRange(_model.Clock.GetUtcNow() - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30));
        never.SetException(new InvalidDataException("late"));
    }

    [Fact]
    public async Task Database_ThatIsAway_LeavesEverythingAsItIs()
    {
        _model.IsOpen = false;
        _model.Add(new("a", "gone"), new("due", "me", true, _model.Clock.GetUtcNow()));
        _model.Queue.Add("stalled");
        _model.Start();
        await _model.UntilAsync(() => _model.Clock.GetUtcNow() > new DateTimeOffset(2026, 1, 1, 0, 1, 0, TimeSpan.Zero), TimeSpan.FromSeconds(1));
        Assert.Empty(_model.Woken);
        Assert.Empty(_model.Claimed);

        _model.IsOpen = true;

        await _model.UntilAsync(() => _model.Woken.Distinct().Count() == 3, Step);
    }

    [Fact]
    public async Task Claim_ThatWasNotAnswered_LosesNoRun()
    {
        _model.LosesAnswer = true;
        _model.Options.BatchSize = 2;
        _model.Add(new("a", "gone"), new("b", "gone"), new("c", "gone"));

        _model.Start();

        await _model.UntilAsync(() => _model.Woken.Distinct().Count() == 3, Step);
    }

    [Fact]
    public async Task Silo_ThatLeaves_LetsItsRunsGoAsTheyStop()
    {
        _model.Add(new("a", "me"), new("b", "me"), new("kept", "me"));
        _model.Start();
        await _model.StopAsync();
        using var left = new CancellationTokenSource();
        var leaving = _model.Runs.LeaveAsync(left.Token);

        _model.Queue.Add("a");
        await _model.UntilAsync(() => _model.Rows[0].Owner == RunIndex.Released, Step);
        _model.Queue.Add("b");
        await left.CancelAsync();
        await leaving;

        Assert.Equal([RunIndex.Released, RunIndex.Released, "me"], _model.Rows.Select(row => row.Owner));
        Assert.Empty(_model.Woken);
    }

    [Fact]
    public async Task Runs_ThatALeavingSiloLetGo_AreTakenAlthoughItLives()
    {
        _model.Members = ["me", "leaving"];
        _model.Add(new("a", RunIndex.Released, Takeovers: 3), new("b", "leaving"));

        _model.Start();

        await _model.UntilAsync(() => !_model.Woken.IsEmpty);
        Assert.Equal(["a"], _model.Woken);
        Assert.Equal(0, _model.Refreshes);
        Assert.Equal(3, _model.Rows[0].Takeovers);
    }
}
