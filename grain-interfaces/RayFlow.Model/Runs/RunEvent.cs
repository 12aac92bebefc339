using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Model.Runs;

/// <summary>
/// Something that happened to a run from outside its graph: what the journal keeps. Everything else that a run does follows from the flow and
/// these, in this order. A closed union.
/// </summary>
public abstract record RunEvent
{
    private protected RunEvent()
    {
    }

    /// <summary>When it happened, UTC. Time reaches the engine in no other way.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>
    /// How many steps the engine had taken when it folded this event. Set by the engine; a replay takes exactly as many before it folds the event,
    /// so that an event which came in the middle of a long computation finds the same middle again.
    /// </summary>
    public long Step { get; init; } = -1;

    /// <summary>
    /// Whether it changed anything when it was recorded: a replay in which that comes out otherwise is of another flow, other nodes or another engine.
    /// Set by the engine; null: it was not recorded, and nothing is compared.
    /// </summary>
    public bool? TookEffect { get; init; }
}

/// <summary>The run was accepted. The first event of every run.</summary>
public sealed record RunStarted : RunEvent
{
    /// <summary>START's inputs, defaults filled in.</summary>
    public required ValueMap Inputs { get; init; }

    /// <summary>The default of every node's policy.</summary>
    public OnError ErrorStrategy { get; init; }

    /// <summary>When the run fails with <c>deadline_exceeded</c>, UTC; null: never.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>
    /// Outputs of nodes that need not run because another run has them: by the instance's path (<c>add</c>, <c>for1[3]/add</c>), a dict of outputs each.
    /// Counts for effects, heavy nodes, calls, delays and waits (one without <c>payload</c> timed out); null: none.
    /// </summary>
    public ValueMap? TakenOver { get; init; }

    /// <summary>
    /// What instances gave in another run and need not do again: by the instance's path a list of dicts, each with <c>outputs</c>, with the <c>inputs</c> that it
    /// holds for (without: for any), and with the <c>changes</c> of variables that belong to it; null: none. Instances that read something else are executed.
    /// </summary>
    public ValueMap? Known { get; init; }

    /// <summary>Inputs that replace what a node would read, by the instance's path and the input's name; null: none.</summary>
    public ValueMap? Overrides { get; init; }
}

/// <summary>An event that concerns one node instance.</summary>
public abstract record InstanceEvent : RunEvent
{
    private protected InstanceEvent()
    {
    }

    /// <summary>The frame's number; the root is 0.</summary>
    public required long Frame { get; init; }

    /// <summary>The node's index in the flow.</summary>
    public required int Node { get; init; }
}

/// <summary>An attempt of a node that runs in its grain succeeded.</summary>
public sealed record NodeCompleted : InstanceEvent
{
    /// <summary>For a pure node that was evaluated for a firing of another node: that node's index; else -1.</summary>
    public int Consumer { get; init; } = -1;

    /// <summary>From 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>Its outputs by name.</summary>
    public required ValueMap Outputs { get; init; }

    /// <summary>How long it took, in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Lines that it wrote.</summary>
    public IReadOnlyList<LogLine> Log { get; init; } = [];
}

/// <summary>An attempt of a node that runs in its grain failed.</summary>
public sealed record NodeFailed : InstanceEvent
{
    /// <summary>For a pure node that was evaluated for a firing of another node: that node's index; else -1.</summary>
    public int Consumer { get; init; } = -1;

    /// <summary>From 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>Why.</summary>
    public required NodeError Error { get; init; }

    /// <summary>How long it took, in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>A random number from 0 to 1 (exclusive) that places the retry's delay. Chance reaches the engine in no other way.</summary>
    public double Chance { get; init; }

    /// <summary>Lines that it wrote.</summary>
    public IReadOnlyList<LogLine> Log { get; init; } = [];
}

/// <summary>A node that runs in its grain changed a variable.</summary>
public sealed record VariableChanged : InstanceEvent
{
    /// <summary>Its number among the changes of the instance, from 1: the same on every attempt, so that it is applied once.</summary>
    public required int Number { get; init; }

    /// <summary>What to do.</summary>
    public required VariableChange Change { get; init; }
}

/// <summary>A timer of a node instance is due: a retry's delay, a delay node, the end of a wait.</summary>
public sealed record TimerFired : InstanceEvent
{
    /// <summary>The timer's number, as the engine gave it; an older one changes nothing.</summary>
    public required long Timer { get; init; }
}

/// <summary>A child run ended.</summary>
public sealed record ChildEnded : InstanceEvent
{
    /// <summary>Its result if it completed, else null.</summary>
    public ValueMap? Result { get; init; }

    /// <summary>Why it failed or was cancelled, else null.</summary>
    public NodeError? Error { get; init; }

    /// <summary>The attempt that it was, from 1. The end of another than the present one is noted and changes nothing else. 0: whichever.</summary>
    public int Attempt { get; init; }

    /// <summary>As in <see cref="NodeFailed"/>.</summary>
    public double Chance { get; init; }
}

/// <summary>A signal came.</summary>
public sealed record SignalReceived : RunEvent
{
    /// <summary>What waits for it names it so.</summary>
    public required string Name { get; init; }

    /// <summary>What the wait hands on.</summary>
    public required Value Payload { get; init; }

    /// <summary>A signal with an id that was seen before changes nothing; null: always taken.</summary>
    public string? SignalId { get; init; }
}

/// <summary>The run's deadline is past.</summary>
public sealed record DeadlineReached : RunEvent;

/// <summary>Somebody asked to end the run. A second time: without waiting for finally regions.</summary>
public sealed record CancelRequested : RunEvent;

/// <summary>Somebody asked to start no new node.</summary>
public sealed record PauseRequested : RunEvent;

/// <summary>Somebody asked to go on after a pause.</summary>
public sealed record ResumeRequested : RunEvent;

/// <summary>Somebody asked to go on with a failed run from its failed nodes.</summary>
public sealed record RetryRequested : RunEvent
{
    /// <summary>
    /// The highest number of a frame so far, so that frames which open from now on are not taken for those of the course that is taken back. Set by the
    /// engine; null in journals of versions that counted from there again.
    /// </summary>
    public long? LastFrame { get; init; }

    /// <summary>The highest attempt of a call so far: a call from now on is another child than any before. Set by the engine; null as above.</summary>
    public int? LastCall { get; init; }
}

/// <summary>
/// A run of its own goes on from here: what came before is another run's past, which it has in common with that one. What it says differs from there.
/// </summary>
public sealed record RunForked : RunEvent
{
    /// <summary>The run whose past it is.</summary>
    public required string Origin { get; init; }

    /// <summary>The number of that run's last event that is its past.</summary>
    public required long Sequence { get; init; }

    /// <summary>Inputs that replace what a node would read, by the instance's path and the input's name; null: none.</summary>
    public ValueMap? Overrides { get; init; }

    /// <summary>Outputs of nodes that are not executed but complete with these, by the instance's path: a dict each; null: none.</summary>
    public ValueMap? Pinned { get; init; }

    /// <summary>Variables that have other values from here; null: none.</summary>
    public ValueMap? Variables { get; init; }
}

/// <summary>The run that called this one has committed its end. Comes after the end and says nothing before it.</summary>
public sealed record ParentInformed : RunEvent;

/// <summary>The run cannot be computed any further. It fails at once; finally regions do not run.</summary>
public sealed record RunFaulted : RunEvent
{
    /// <summary>What the run fails with, such as <c>engine_fault</c>.</summary>
    public required NodeError Error { get; init; }
}

/// <summary>
/// Somebody ended the run whatever state it is in: it is cancelled at once with the error <c>terminated</c>; finally regions do not run. Without a
/// <see cref="RunEvent.Step"/>, as when it was recorded of a run that could not be brought into memory, it ends the run where its last event left it.
/// </summary>
public sealed record RunTerminated : RunEvent
{
    /// <summary>Who or why, for people.</summary>
    public required string Reason { get; init; }
}

/// <summary>Nothing happened; the engine goes on with a long computation. Not journaled.</summary>
public sealed record Continued : RunEvent;
