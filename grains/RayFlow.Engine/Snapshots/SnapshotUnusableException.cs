namespace RayFlow.Engine.Snapshots;

/// <summary>A snapshot cannot be gone on from: it is damaged, of another format, or of a graph of another shape. The journal has the run all the same.</summary>
public sealed class SnapshotUnusableException : Exception
{
    /// <summary>With the reason, a sentence.</summary>
    public SnapshotUnusableException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public SnapshotUnusableException()
    {
    }

    /// <inheritdoc/>
    public SnapshotUnusableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
