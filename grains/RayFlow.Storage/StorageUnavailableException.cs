namespace RayFlow.Storage;

/// <summary>The database is away, and was so for as long as the caller waits for it. The same call may succeed later.</summary>
/// <remarks>
/// After a write it is not known whether the write was stored; a <see cref="Journals.RunJournal"/> finds out with its next
/// write. It is an <see cref="OrleansException"/> because Orleans wraps any other that comes out of a grain storage.
/// </remarks>
public sealed class StorageUnavailableException : OrleansException
{
    /// <summary>Says what the database answered last.</summary>
    public StorageUnavailableException(string reason, Exception? innerException)
        : base($"The database is not available: {reason}", innerException!)
    {
        Reason = reason;
    }

    /// <summary>What the database answered last, in words without secrets.</summary>
    public string Reason { get; }
}
