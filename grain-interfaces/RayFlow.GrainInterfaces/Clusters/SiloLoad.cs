namespace RayFlow.GrainInterfaces.Clusters;

/// <summary>What a silo says of itself.</summary>
/// <param name="Version">The version of RayFlow that it runs.</param>
/// <param name="StartedAt">When its process began, UTC.</param>
/// <param name="RunsInMemory">Runs that it has in memory.</param>
/// <param name="RunsPerSecond">Runs that ended on it, a second, over the last ten seconds.</param>
/// <param name="Refusal">Why no runs are to be placed on it: its database is away, or it leaves; null: they may.</param>
/// <param name="HasDatabase">Whether its database takes writes.</param>
[GenerateSerializer, Immutable, Alias("rayflow.SiloLoad")]
public sealed record SiloLoad(
    [property: Id(0)] string Version, [property: Id(1)] DateTimeOffset StartedAt, [property: Id(2)] int RunsInMemory, [property: Id(3)] double RunsPerSecond,
    [property: Id(4)] string? Refusal = null, [property: Id(5)] bool HasDatabase = true);
