namespace RayFlow.Storage.Flows;

/// <summary>What is saved as a version of a flow.</summary>
/// <param name="Hash">SHA-256 of the document, 64 lower-case hexadecimal digits.</param>
/// <param name="Document">The document, kept byte for byte.</param>
/// <param name="SavedAt">The time of the save.</param>
/// <param name="Description">The document's description, or empty.</param>
/// <param name="OnEvent">The event that starts the flow; null: none.</param>
/// <param name="Inputs">The names of START's inputs, for what an event's payload has of them.</param>
public sealed record FlowDraft(
    string Hash, ReadOnlyMemory<byte> Document, DateTimeOffset SavedAt, string Description, string? OnEvent, IReadOnlyList<string> Inputs);
