namespace RayFlow.GrainInterfaces.Runs;

/// <summary>Asks for a run as it was after one of its events.</summary>
/// <param name="At">The event's number, from 1; null: the last one so far.</param>
/// <param name="After">The position to continue after; 0: from the first instance.</param>
/// <param name="Limit">At most this many node instances, 1 to 1,000.</param>
/// <param name="Frame">Only instances in this frame; null: in all.</param>
[GenerateSerializer, Immutable, Alias("rayflow.MomentQuery")]
public sealed record MomentQuery(
    [property: Id(0)] long? At,
    [property: Id(1)] long After,
    [property: Id(2)] int Limit,
    [property: Id(3)] string? Frame = null);
