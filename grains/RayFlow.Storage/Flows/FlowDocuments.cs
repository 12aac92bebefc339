using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;
using RayFlow.Storage.Databases;

namespace RayFlow.Storage.Flows;

/// <summary>Flow documents by the SHA-256 of their bytes, 64 lower-case hexadecimal digits. A document never changes.</summary>
/// <remarks>Every member asks the database once and fails with <see cref="StorageUnavailableException"/> if it is away.</remarks>
public sealed class FlowDocuments(NpgsqlDataSource database)
{
    /// <summary>Stores a document; nothing happens if it is there. It is durable when this completes.</summary>
    /// <exception cref="ArgumentException"><paramref name="hash"/> is not the hash of <paramref name="document"/>.</exception>
    public async Task PutAsync(string hash, ReadOnlyMemory<byte> document, CancellationToken cancellationToken)
    {
        var actual = SHA256.HashData(document.Span);
        if (hash != Convert.ToHexStringLower(actual))
        {
            throw new ArgumentException($"'{hash}' is not the SHA-256 of the document, which is '{Convert.ToHexStringLower(actual)}'.", nameof(hash));
        }

        await database.ExecuteAsync(
            "INSERT INTO flow_documents (hash, document) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            parameters => parameters.With(actual, NpgsqlDbType.Bytea).With(document, NpgsqlDbType.Bytea),
            cancellationToken);
    }

    /// <summary>A document; null if there is none.</summary>
    /// <exception cref="FormatException"><paramref name="hash"/> is not hexadecimal.</exception>
    public async Task<byte[]?> GetAsync(string hash, CancellationToken cancellationToken)
    {
        var key = Convert.FromHexString(hash);
        var rows = await database.QueryAsync(
            "SELECT document FROM flow_documents WHERE hash = $1",
            parameters => parameters.With(key, NpgsqlDbType.Bytea),
            reader => reader.GetFieldValue<byte[]>(0),
            cancellationToken);
        return rows.SingleOrDefault();
    }
}
