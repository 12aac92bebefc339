namespace RayFlow.Storage.Flows;

/// <summary>A version of a saved flow without its document.</summary>
/// <param name="Name">The flow's name.</param>
/// <param name="Version">From 1.</param>
/// <param name="Hash">SHA-256 of the document, 64 lower-case hexadecimal digits.</param>
/// <param name="SavedAt">When it was saved; stored to the microsecond, in UTC.</param>
/// <param name="Description">The document's description, or empty.</param>
public sealed record FlowRow(string Name, int Version, string Hash, DateTimeOffset SavedAt, string Description);
