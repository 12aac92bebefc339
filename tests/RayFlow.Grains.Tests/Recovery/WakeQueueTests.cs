using RayFlow.Grains.Recovery;
using RayFlow.Testing.Clusters;

namespace RayFlow.Grains.Tests.Recovery;

public sealed class WakeQueueTests
{
    private readonly ManualClock _clock = new();
    private readonly WakeQueue _queue;

    public WakeQueueTests() => _queue = new WakeQueue(_clock, new Steady(1));

    [Fact]
    public void Run_ThatCannotGoOn_PausesTwiceAsLongEachTimeUpToAMinute()
    {
        var pauses = new List<double>();
        for (var i = 0; i < 11; i++)
        {
            _queue.Add("a");
            pauses.Add(TakeNext("a").TotalSeconds);
            _queue.Woken("a");
        }

        Assert.Equal([0.25, 0.5, 1, 2, 4, 8, 16, 32, 60, 60, 60], pauses);
    }

    [Fact]
    public void Pauses_OfManyWhoFailedTogether_Vary()
    {
        var queue = new WakeQueue(_clock, new Random(7));
        for (var i = 0; i < 100; i++)
        {
            queue.Add($"{i}");
        }

        var times = new HashSet<TimeSpan>();
        while (queue.Fresh == 0 && !queue.TryTake(out _, out var next) && next is { } pause)
        {
            times.Add(pause);
            _clock.Advance(pause);
            Assert.True(queue.TryTake(out var wake, out _));
            queue.Remove(wake.RunId);
        }

        Assert.InRange(times.Count, 50, 100);
        Assert.All(times, pause => Assert.True(pause <= TimeSpan.FromSeconds(0.25)));
    }

    [Fact]
    public void Progress_OfARun_MakesItsNextFailureTheFirst()
    {
        _queue.Add("a");
        TakeNext("a");
        Assert.False(_queue.Failed("a", isOwnFault: true, "broken"));
        TakeNext("a");
        _queue.Woken("a");

        _queue.Progress("a");

        _queue.Add("a");
        Assert.Equal(0.25, TakeNext("a", failures: 1).TotalSeconds);
    }

    [Fact]
    public void Run_ThatWasFound_IsTakenAtOnceBesideAllThatPause()
    {
        for (var i = 0; i < 100; i++)
        {
            _queue.Add($"poison {i}");
        }

        _queue.Find("healthy");

        Assert.Equal(1, _queue.Fresh);
        Assert.True(_queue.TryTake(out var wake, out _));
        Assert.Equal(new RunWake("healthy", 0, null), wake);
        Assert.Equal(0, _queue.Fresh);
        Assert.False(_queue.TryTake(out _, out _));
    }

    [Fact]
    public void Run_ThatPauses_IsNotTakenEarlierBecauseItIsFound()
    {
        _queue.Add("a");

        _queue.Find("a");

        Assert.Equal(0.25, TakeNext("a").TotalSeconds);
        _queue.Find("a"); // it is being woken
        Assert.False(_queue.TryTake(out _, out var next));
        Assert.Null(next);
    }

    [Fact]
    public void Run_ThatFallsWhileItIsWoken_PausesOnce()
    {
        _queue.Find("a");
        Assert.True(_queue.TryTake(out _, out _));
        _queue.Add("a");
        _queue.Add("a");

        _queue.Woken("a");

        Assert.Equal(0.25, TakeNext("a", failures: 1).TotalSeconds);
    }

    [Fact]
    public void Failures_ThatAreNotTheRuns_PauseItAndAreNotCounted()
    {
        _queue.Find("a");
        Assert.True(_queue.TryTake(out _, out _));

        Assert.True(_queue.Failed("a", isOwnFault: false, "silo gone"));

        Assert.Equal(0.25, TakeNext("a", failures: 0).TotalSeconds);
        _queue.Blame("a", "it was the run after all");
        Assert.False(_queue.Failed("a", isOwnFault: false, null));
        Assert.Equal(0.5, TakeNext("a", failures: 1).TotalSeconds);
    }

    [Fact]
    public void Failures_OfLongAgo_AreForgotten()
    {
        _queue.Add("a");
        TakeNext("a");
        _queue.Woken("a");

        _clock.Advance(TimeSpan.FromMinutes(11));
        _queue.Sweep();

        _queue.Add("a");
        Assert.Equal(0.25, TakeNext("a", failures: 1).TotalSeconds);
    }

    [Fact]
    public void TakeAll_OfTheQueue_GivesWhatIsReadyAndWhatPauses()
    {
        _queue.Find("a");
        _queue.Add("b");

        Assert.Equal(["a", "b"], _queue.TakeAll().Order());

        Assert.False(_queue.TryTake(out _, out var next));
        Assert.Null(next);
        Assert.Equal(0, _queue.Fresh);
    }

    /// <summary>Moves the clock to when the next run's time comes, takes it, and says how long that was.</summary>
    private TimeSpan TakeNext(string runId, int? failures = null)
    {
        Assert.False(_queue.TryTake(out _, out var next));
        _clock.Advance(next!.Value);
        Assert.True(_queue.TryTake(out var wake, out _));
        Assert.Equal(runId, wake.RunId);
        Assert.Equal(failures ?? wake.Failures, wake.Failures);
        return next.Value;
    }

    private sealed class Steady(double chance) : Random
    {
        public override double NextDouble() => chance;
    }
}
