using Npgsql;

namespace RayFlow.Storage;

/// <summary>Whether the database takes writes, as seen by the last one that was tried.</summary>
public sealed class StorageHealth(NpgsqlDataSource database)
{
    /// <summary>False from a write that could not reach the database until one does again.</summary>
    public bool IsAvailable => Reason is null;

    /// <summary>Why it does not, in words without secrets; null if it does.</summary>
    public string? Reason { get; private set; }

    /// <summary>Asks the database now and returns why it does not answer; null if it does.</summary>
    public Task<string?> CheckAsync(CancellationToken cancellationToken) => throw new NotSupportedException(database.ToString());
}
