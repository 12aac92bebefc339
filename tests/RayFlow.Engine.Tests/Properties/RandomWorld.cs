using RayFlow.Engine.Running;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Tests.Properties;

/// <summary>
/// Drives a run with answers, failures, an order of completion and commands that look random and follow from a seed and from what is asked,
/// so that a run that crashed is driven on the same way.
/// </summary>
internal sealed class RandomWorld(int seed)
{
    private const int MostEvents = 4_000;
    private readonly double _failures = new[] { 0, 0.1, 0.3 }[Pick(seed, "failures", 3)];
    private readonly int _cancelAt = Pick(seed, "cancels", 3) == 0 ? Pick(seed, "cancel", 25) : -1;
    private readonly int _cancelAgainAt = Pick(seed, "again", 3) == 0 ? Pick(seed, "cancel", 25) + 2 : -1;
    private readonly int _pauseAt = Pick(seed, "pauses", 3) == 0 ? 1 + Pick(seed, "pause", 15) : -1;
    private readonly int _signals = Pick(seed, "signals", 4);

    /// <summary>Whether signals come all the time, some of them again; those that are refused are recorded by every other seed.</summary>
    public bool HasManySignals { get; init; }

    /// <summary>A world of this seed.</summary>
    public World Make() => new() { Otherwise = Answer };

    /// <summary>Starts a run.</summary>
    public void Start(EngineRun run)
    {
        DateTimeOffset? deadline = Pick(seed, "deadlines", 6) == 0 ? run.Now.AddSeconds(Pick(seed, "deadline", 8)) : null;
        run.Post(new RunStarted { At = run.Now, Inputs = ValueMap.Of(("x", Pick(seed, "x", 5))), ErrorStrategy = (Model.Flows.OnError)Pick(seed, "strategy", 4), Deadline = deadline });
    }

    /// <summary>Does the next thing; false if there is nothing to do.</summary>
    public bool Step(EngineRun run)
    {
        var events = run.Journal.Count;
        if (events > MostEvents)
        {
            throw new InvalidOperationException($"The run has not ended after {MostEvents} events.");
        }

        if (Command(events) is { } command && (command is not SignalReceived signal || seed % 2 == 0 || RunEngine.RefusalOf(run.State, signal) is null))
        {
            run.Post(command with { At = run.Now });
            return true;
        }

        if (events % 11 == 7 && run.Cancelling.MinBy(EngineRun.KeyOf) is { } child)
        {
            run.EndChild(child);
            return true;
        }

        var next = run.Pending.MinBy(instruction => Hash(seed, "order", EngineRun.KeyOf(instruction)));
        var due = run.State.NextDue;
        var timerFirst = due is not null && (next is null || Hash(seed, "order", $"timer {events}") % 10 == 0);
        return timerFirst ? run.FireTimer() : next is not null && run.Answer(next);
    }

    private RunEvent? Command(int events)
    {
        if (events == _cancelAt || events == _cancelAgainAt)
        {
            return new CancelRequested { At = default };
        }

        if (events == _pauseAt)
        {
            return new PauseRequested { At = default };
        }

        if (events == _pauseAt + 3 && _pauseAt > 0)
        {
            return new ResumeRequested { At = default };
        }

        if (HasManySignals && events % 3 == 1 && events < 60)
        {
            return new SignalReceived { At = default, Name = Pick(seed, $"name {events}", 3) == 0 ? "other" : "go", Payload = new string('x', Pick(seed, $"length {events}", 100)), SignalId = $"signal {Pick(seed, $"id {events}", 8)}" };
        }

        return events % 7 == 5 && events / 7 < _signals ? new SignalReceived { At = default, Name = "go", Payload = events, SignalId = $"signal {events}" } : null;
    }

    /// <summary>Whether the run is paused for good unless it is resumed.</summary>
    public static bool Resume(EngineRun run)
    {
        if (!run.State.IsPaused)
        {
            return false;
        }

        run.Resume();
        return true;
    }

    private World.Answer Answer(World.Call call)
    {
        var key = $"{call.Path}#{call.Attempt}";
        if (Hash(seed, "fails", key) % 1000 < _failures * 1000)
        {
            return World.Error("unlucky", $"'{call.Path}' had no luck.", Pick(seed, $"retryable {key}", 4) != 0);
        }

        var value = (Value)Pick(seed, $"value {key}", 6);
        return new World.Answer(ValueMap.Of(("value", value), ("result", value)));
    }

    private static int Pick(int seed, string what, int count) => (int)(Hash(seed, what, "") % (ulong)count);

    /// <summary>FNV-1a, and a finalizer: the same on every machine and in every process.</summary>
    private static ulong Hash(int seed, string what, string key)
    {
        var hash = 14695981039346656037UL ^ (uint)seed;
        foreach (var character in what.Concat(key))
        {
            hash = (hash ^ character) * 1099511628211UL;
        }

        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDUL;
        return hash ^ (hash >> 33);
    }
}
