namespace RayFlow.GrainInterfaces.Flows;

/// <summary>One version of a saved flow.</summary>
/// <param name="Name">The flow's name.</param>
/// <param name="Version">From 1.</param>
/// <param name="Hash">SHA-256 of the document, lower-case hexadecimal.</param>
/// <param name="SavedAt">When it was saved, UTC.</param>
/// <param name="Description">The document's description, or empty.</param>
/// <param name="Document">The document (UTF-8 JSON) as it was saved; null where only the version was asked for.</param>
[GenerateSerializer, Immutable, Alias("rayflow.FlowVersion")]
public sealed record FlowVersion(
    [property: Id(0)] string Name,
    [property: Id(1)] int Version,
    [property: Id(2)] string Hash,
    [property: Id(3)] DateTimeOffset SavedAt,
    [property: Id(4)] string Description,
    [property: Id(5)] byte[]? Document = null);
