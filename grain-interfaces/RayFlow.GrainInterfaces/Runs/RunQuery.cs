namespace RayFlow.GrainInterfaces.Runs;

/// <summary>Asks for runs.</summary>
/// <param name="Flow">Only runs of this flow; null: all.</param>
/// <param name="Status">Only runs in this state; null: all.</param>
/// <param name="Since">Only runs that started then or later; null: all.</param>
/// <param name="Cursor">Continue after a page; null: from the newest.</param>
/// <param name="Limit">At most this many, 1 to 1,000.</param>
/// <param name="ParentRunId">Only children of this run; null: all.</param>
[GenerateSerializer, Immutable, Alias("rayflow.RunQuery")]
public sealed record RunQuery(
    [property: Id(0)] string? Flow,
    [property: Id(1)] RunStatus? Status,
    [property: Id(2)] DateTimeOffset? Since,
    [property: Id(3)] string? Cursor,
    [property: Id(4)] int Limit,
    [property: Id(5)] string? ParentRunId = null);
