namespace RayFlow.GrainInterfaces.Runs;

/// <summary>Asks for node instances of a run.</summary>
/// <param name="After">Those that started after this position; 0: from the first.</param>
/// <param name="Limit">At most this many, 1 to 1,000.</param>
/// <param name="NodeId">Only instances of this node; null: all.</param>
/// <param name="Frame">Only instances in this frame; null: all.</param>
[GenerateSerializer, Immutable, Alias("rayflow.HistoryQuery")]
public sealed record HistoryQuery(
    [property: Id(0)] long After,
    [property: Id(1)] int Limit,
    [property: Id(2)] string? NodeId = null,
    [property: Id(3)] string? Frame = null);
