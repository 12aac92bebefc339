using RayFlow.Model.Values;

namespace RayFlow.GrainInterfaces.Runs;

/// <summary>One node instance of a run.</summary>
[GenerateSerializer, Immutable, Alias("rayflow.HistoryItem")]
public sealed record HistoryItem
{
    /// <summary>Its position in the history, from 1.</summary>
    [Id(0)]
    public long Position { get; init; }

    /// <summary>The node.</summary>
    [Id(1)]
    public required string NodeId { get; init; }

    /// <summary>Its frame such as <c>for1[3]</c>; empty for the root.</summary>
    [Id(2)]
    public string Frame { get; init; } = "";

    /// <summary><c>running</c>, <c>waiting</c> (for its next attempt too), <c>completed</c>, <c>failed</c>, <c>skipped</c>, <c>cancelled</c> or <c>taken_over</c>.</summary>
    [Id(3)]
    public required string State { get; init; }

    /// <summary>For a skipped one: the edges or nodes that made it so, in words.</summary>
    [Id(4)]
    public string? SkippedBecause { get; init; }

    /// <summary>How often it was tried.</summary>
    [Id(5)]
    public int Attempts { get; init; }

    /// <summary>When it fired, UTC; null if it was skipped.</summary>
    [Id(6)]
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it settled, UTC; null while it has not.</summary>
    [Id(7)]
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How long it took in seconds; null while it runs and for skipped ones.</summary>
    [Id(8)]
    public double? DurationSeconds { get; init; }

    /// <summary>What it read.</summary>
    [Id(9)]
    public ValueMap? Inputs { get; init; }

    /// <summary>What it gave.</summary>
    [Id(10)]
    public ValueMap? Outputs { get; init; }

    /// <summary>Why it failed.</summary>
    [Id(11)]
    public RunError? Error { get; init; }

    /// <summary>The run that it called, for a call.</summary>
    [Id(12)]
    public string? ChildRunId { get; init; }
}
