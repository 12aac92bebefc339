namespace RayFlow.GrainInterfaces.Runs;

/// <summary>A page of runs.</summary>
/// <param name="Items">Newest first; without inputs and results.</param>
/// <param name="NextCursor">Where to continue; null: there is no more.</param>
[GenerateSerializer, Immutable, Alias("rayflow.RunPage")]
public sealed record RunPage([property: Id(0)] IReadOnlyList<RunSummary> Items, [property: Id(1)] string? NextCursor);
