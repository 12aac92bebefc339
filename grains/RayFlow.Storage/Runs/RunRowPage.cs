namespace RayFlow.Storage.Runs;

/// <summary>A page of runs.</summary>
/// <param name="Items">Newest first, without their summaries.</param>
/// <param name="NextCursor">Where to continue; null: there is no more.</param>
public sealed record RunRowPage(IReadOnlyList<RunRow> Items, string? NextCursor);
