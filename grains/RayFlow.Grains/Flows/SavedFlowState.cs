namespace RayFlow.Grains.Flows;

/// <summary>A saved flow as it is stored: its versions by the hashes of their documents, which are stored by these hashes.</summary>
public sealed class SavedFlowState
{
    /// <summary>The versions, oldest first. A deleted flow that is saved again goes on counting.</summary>
    public List<SavedVersion> Versions { get; set; } = [];

    /// <summary>The last number given to a version.</summary>
    public int LastVersion { get; set; }

    /// <summary>The event that starts the latest version; null: none.</summary>
    public string? OnEvent { get; set; }
}

/// <summary>One version as it is stored.</summary>
public sealed class SavedVersion
{
    /// <summary>From 1.</summary>
    public int Version { get; set; }

    /// <summary>SHA-256 of the document.</summary>
    public string Hash { get; set; } = "";

    /// <summary>When it was saved, UTC.</summary>
    public DateTimeOffset SavedAt { get; set; }

    /// <summary>The document's description.</summary>
    public string Description { get; set; } = "";
}
