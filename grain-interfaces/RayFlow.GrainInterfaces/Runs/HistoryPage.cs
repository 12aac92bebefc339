namespace RayFlow.GrainInterfaces.Runs;

/// <summary>A page of node instances.</summary>
/// <param name="Items">In the order in which they started.</param>
/// <param name="Next">The position to continue after; null: there is no more.</param>
[GenerateSerializer, Immutable, Alias("rayflow.HistoryPage")]
public sealed record HistoryPage([property: Id(0)] IReadOnlyList<HistoryItem> Items, [property: Id(1)] long? Next);
