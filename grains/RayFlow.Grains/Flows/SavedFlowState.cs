namespace RayFlow.Grains.Flows;

/// <summary>A saved flow as it is stored: its versions by the hashes of their documents, which are stored by these hashes.</summary>
/// <remarks>Orleans' JSON names the types it holds, and reads back only those that have a serializer.</remarks>
[GenerateSerializer]
public sealed class SavedFlowState
{
    /// <summary>The versions, oldest first. A deleted flow that is saved again goes on counting.</summary>
    [Id(0)]
    public List<SavedVersion> Versions { get; set; } = [];

    /// <summary>The last number given to a version.</summary>
    [Id(1)]
    public int LastVersion { get; set; }

    /// <summary>The event that starts the latest version; null: none.</summary>
    [Id(2)]
    public string? OnEvent { get; set; }
}

/// <summary>One version as it is stored.</summary>
[GenerateSerializer]
public sealed class SavedVersion
{
    /// <summary>From 1.</summary>
    [Id(0)]
    public int Version { get; set; }

    /// <summary>SHA-256 of the document.</summary>
    [Id(1)]
    public string Hash { get; set; } = "";

    /// <summary>When it was saved, UTC.</summary>
    [Id(2)]
    public DateTimeOffset SavedAt { get; set; }

    /// <summary>The document's description.</summary>
    [Id(3)]
    public string Description { get; set; } = "";
}
