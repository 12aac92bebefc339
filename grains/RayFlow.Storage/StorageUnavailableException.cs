namespace RayFlow.Storage;

/// <summary>
/// The database was away for longer than a write or read waits for it. Whether the write was stored is not known; what it
/// carried is still pending.
/// </summary>
/// <remarks>An <see cref="OrleansException"/>, because Orleans wraps any other that comes out of a grain storage.</remarks>
public sealed class StorageUnavailableException : OrleansException
{
    /// <summary>Says what the database answered last and how long it was waited for.</summary>
    public StorageUnavailableException(string reason, TimeSpan waited, Exception? innerException)
        : base($"The database has not answered for {waited.TotalSeconds:0.#} s: {reason}. The write is tried again with the next one.", innerException!)
    {
    }
}
