using Npgsql;

namespace RayFlow.Storage.Flows;

/// <summary>Flow documents by the SHA-256 of their bytes, 64 lower-case hexadecimal digits. A document never changes.</summary>
public sealed class FlowDocuments(NpgsqlDataSource database)
{
    /// <summary>Stores a document; nothing happens if it is there.</summary>
    /// <exception cref="ArgumentException"><paramref name="hash"/> is not the hash of <paramref name="document"/>.</exception>
    public Task PutAsync(string hash, ReadOnlyMemory<byte> document, CancellationToken cancellationToken) =>
        throw new NotSupportedException(database.ToString());

    /// <summary>A document; null if there is none.</summary>
    public Task<byte[]?> GetAsync(string hash, CancellationToken cancellationToken) => throw new NotSupportedException(database.ToString());
}
