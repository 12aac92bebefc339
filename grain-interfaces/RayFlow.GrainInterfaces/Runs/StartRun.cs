using RayFlow.Model.Flows;
using RayFlow.Model.Values;

namespace RayFlow.GrainInterfaces.Runs;

/// <summary>Asks for a run. Either a document or the name of a saved flow.</summary>
[GenerateSerializer, Immutable, Alias("rayflow.StartRun")]
public sealed record StartRun
{
    /// <summary>The flow document, UTF-8 JSON; null: a saved flow.</summary>
    [Id(0)]
    public byte[]? Document { get; init; }

    /// <summary>The saved flow's name; null: the document's own.</summary>
    [Id(1)]
    public string? FlowName { get; init; }

    /// <summary>The saved flow's version; null: the latest.</summary>
    [Id(2)]
    public int? FlowVersion { get; init; }

    /// <summary>START's inputs.</summary>
    [Id(3)]
    public ValueMap Inputs { get; init; } = ValueMap.Empty;

    /// <summary>The default of every node's policy.</summary>
    [Id(4)]
    public OnError ErrorStrategy { get; init; }

    /// <summary>The run's deadline in seconds from its start; null: none.</summary>
    [Id(5)]
    public double? TimeoutSeconds { get; init; }

    /// <summary>The call that this run answers; null if no run called it.</summary>
    [Id(6)]
    public ParentCall? Parent { get; init; }

    /// <summary>W3C trace context of the caller, or null.</summary>
    [Id(8)]
    public string? TraceParent { get; init; }

    /// <summary>Take over the results of another run; null: start afresh.</summary>
    [Id(9)]
    public RerunFrom? Rerun { get; init; }

    /// <summary>Go on from a point of another run; null: start afresh.</summary>
    [Id(12)]
    public ForkFrom? Fork { get; init; }

    /// <summary>How many calls and events led to this run from the first run, which has 0.</summary>
    [Id(10)]
    public int Depth { get; init; }

    /// <summary>
    /// The call is over before the run has begun: it is recorded as cancelled and runs nothing, so that a start that is still on its way begins nothing
    /// either. A run that has begun is found as it is.
    /// </summary>
    [Id(11)]
    public bool IsCancelled { get; init; }
}
