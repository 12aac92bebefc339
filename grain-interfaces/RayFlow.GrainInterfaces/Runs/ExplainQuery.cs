namespace RayFlow.GrainInterfaces.Runs;

/// <summary>Asks why a node instance is, or was after one of the run's events, what it is.</summary>
/// <param name="NodeId">The node.</param>
/// <param name="Frame">Its frame; null: that which opened last.</param>
/// <param name="At">The event's number, from 1; null: the last one so far.</param>
[GenerateSerializer, Immutable, Alias("rayflow.ExplainQuery")]
public sealed record ExplainQuery([property: Id(0)] string NodeId, [property: Id(1)] string? Frame = null, [property: Id(2)] long? At = null);
