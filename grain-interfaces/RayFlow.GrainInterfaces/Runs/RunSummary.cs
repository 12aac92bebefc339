using RayFlow.Model.Values;

namespace RayFlow.GrainInterfaces.Runs;

/// <summary>A run as it is at one moment.</summary>
[GenerateSerializer, Immutable, Alias("rayflow.RunSummary")]
public sealed record RunSummary
{
    /// <summary>32 hexadecimal digits.</summary>
    [Id(0)]
    public required string RunId { get; init; }

    /// <summary>The flow's name; empty if it has none.</summary>
    [Id(1)]
    public string Flow { get; init; } = "";

    /// <summary>The version of a saved flow; null for a document that came with the request.</summary>
    [Id(2)]
    public int? FlowVersion { get; init; }

    /// <summary>SHA-256 of the flow document, lower-case hexadecimal.</summary>
    [Id(3)]
    public string FlowHash { get; init; } = "";

    /// <summary>Where it is in its life.</summary>
    [Id(4)]
    public RunStatus Status { get; init; }

    /// <summary>When it was accepted, UTC.</summary>
    [Id(5)]
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended, UTC; null while it has not.</summary>
    [Id(6)]
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The inputs of the RETURN that ended it; null while none has.</summary>
    [Id(7)]
    public ValueMap? Result { get; init; }

    /// <summary>The id of that RETURN.</summary>
    [Id(8)]
    public string? ReturnNode { get; init; }

    /// <summary>Its status code.</summary>
    [Id(9)]
    public int? StatusCode { get; init; }

    /// <summary>Why it failed.</summary>
    [Id(10)]
    public RunError? Error { get; init; }

    /// <summary>What it did.</summary>
    [Id(11)]
    public RunStatistics? Statistics { get; init; }

    /// <summary>What a waiting run waits for.</summary>
    [Id(12)]
    public IReadOnlyList<RunWait> WaitingFor { get; init; } = [];

    /// <summary>The run that this one is a child of.</summary>
    [Id(13)]
    public string? ParentRunId { get; init; }

    /// <summary>START's inputs.</summary>
    [Id(14)]
    public ValueMap? Inputs { get; init; }

    /// <summary>Whose past it has; null: it has its own.</summary>
    [Id(15)]
    public ForkedFrom? ForkedFrom { get; init; }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => Status is RunStatus.Completed or RunStatus.Failed or RunStatus.Cancelled;
}
