using RayFlow.Engine.Variables;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>What a node instance needs between firing and settling.</summary>
internal sealed class Activity
{
    /// <summary>The attempt that runs or ran last, from 1.</summary>
    public int Attempt { get; set; } = 1;

    /// <summary>Attempts that do not count for its policy any more: those before the run was retried.</summary>
    public int EarlierAttempts { get; set; }

    /// <summary>What it read; kept for further attempts.</summary>
    public Value[]? Inputs { get; set; }

    /// <summary>What it was answered to its changes of variables, by their number: a further attempt is answered the same.</summary>
    public Dictionary<int, VariableAnswer>? Answers { get; set; }

    /// <summary>The gathering that is under way, if one is.</summary>
    public Gathering? Gathering { get; set; }

    /// <summary>The timer that counts for it; 0 if none does.</summary>
    public long Timer { get; set; }

    /// <summary>When that timer is due.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>For a delay or a wait: how long it waits by itself; null for a wait without end. What is due earlier is the end of the time that its policy allows.</summary>
    public DateTimeOffset? WaitsUntil { get; set; }

    /// <summary>For a wait: the signal's name.</summary>
    public string? Signal { get; set; }

    /// <summary>For a loop.</summary>
    public LoopProgress? Loop { get; set; }

    /// <summary>For a try.</summary>
    public TryProgress? Try { get; set; }

    /// <summary>For a sequence.</summary>
    public SequenceProgress? Sequence { get; set; }
}
