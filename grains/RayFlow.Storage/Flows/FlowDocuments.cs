using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;
using RayFlow.Storage.Databases;

namespace RayFlow.Storage.Flows;

/// <summary>Flow documents by the SHA-256 of their bytes, 64 lower-case hexadecimal digits. A document never changes.</summary>
/// <remarks>Every member asks the database once and fails with <see cref="StorageUnavailableException"/> if it is away.</remarks>
public sealed class FlowDocuments(NpgsqlDataSource database)
{
    private const string Put = """
        INSERT INTO flow_documents AS old (hash, document) VALUES ($1, $2)
        ON CONFLICT (hash) DO UPDATE SET used_at = now() WHERE old.used_at < now() - interval '5 minutes'
        """;

    // Far longer than a start takes after it has stored its document, and than clocks differ.
    private static readonly TimeSpan Margin = TimeSpan.FromDays(1);

    /// <summary>How long a document that was put counts as used: whoever starts a run of it later than this puts it again before.</summary>
    public static TimeSpan CountsAsUsed { get; } = TimeSpan.FromHours(1);

    /// <summary>Stores a document, or notes that it is used. It is durable when this completes.</summary>
    /// <exception cref="ArgumentException"><paramref name="hash"/> is not the hash of <paramref name="document"/>.</exception>
    public async Task PutAsync(string hash, ReadOnlyMemory<byte> document, CancellationToken cancellationToken)
    {
        var key = Check(hash, document);
        await database.ExecuteAsync(Put, parameters => parameters.With(key, NpgsqlDbType.Bytea).With(document, NpgsqlDbType.Bytea), cancellationToken);
    }

    /// <summary>Stores a document with the transaction of a connection.</summary>
    internal static async Task PutAsync(NpgsqlConnection connection, string hash, ReadOnlyMemory<byte> document, CancellationToken cancellationToken)
    {
        var key = Check(hash, document);
        await connection.ExecuteAsync(Put, parameters => parameters.With(key, NpgsqlDbType.Bytea).With(document, NpgsqlDbType.Bytea), cancellationToken);
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

    /// <summary>
    /// Deletes documents that no saved version names, that no run has, and that no run was started of for longer than <paramref name="age"/> and a
    /// day. Each batch is a short transaction of its own. A start that puts one at the same moment either keeps it or stores it again.
    /// </summary>
    /// <param name="age">How long ended runs are kept: of younger ones it is not asked which documents they have.</param>
    /// <param name="batchSize">At most this many documents are looked at in a transaction, at least 1.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>How many were deleted.</returns>
    public async Task<long> DeleteUnusedAsync(TimeSpan age, int batchSize, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        try
        {
            var deleted = 0L;
            for (var after = (UsedAt: DateTime.MinValue, Hash: Array.Empty<byte>()); ;)
            {
                var (batch, gone) = await DeleteBatchAsync(age, after, batchSize, cancellationToken);
                deleted += gone;
                if (batch.Count < batchSize)
                {
                    return deleted;
                }

                after = batch[^1];
            }
        }
        catch (NpgsqlException error) when (DatabaseErrors.IsAway(error))
        {
            throw new StorageUnavailableException(DatabaseErrors.Reason(error), error);
        }
    }

    private static byte[] Check(string hash, ReadOnlyMemory<byte> document)
    {
        var actual = SHA256.HashData(document.Span);
        return hash == Convert.ToHexStringLower(actual)
            ? actual
            : throw new ArgumentException($"'{hash}' is not the SHA-256 of the document, which is '{Convert.ToHexStringLower(actual)}'.", nameof(hash));
    }

    private async Task<(List<(DateTime UsedAt, byte[] Hash)> Batch, int Deleted)> DeleteBatchAsync(
        TimeSpan age, (DateTime UsedAt, byte[] Hash) after, int batchSize, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var batch = new List<(DateTime, byte[])>();

        // The locks keep starts away until we have committed; one that came first has changed the time, and the row is passed by.
        await using (var old = new NpgsqlCommand(
            """
            SELECT used_at, hash FROM flow_documents
            WHERE used_at < clock_timestamp() - $1 AND (used_at, hash) > ($2, $3)
            ORDER BY used_at, hash LIMIT $4 FOR UPDATE SKIP LOCKED
            """,
            connection))
        {
            old.Parameters
                .With(age + Margin, NpgsqlDbType.Interval)
                .With(DateTime.SpecifyKind(after.UsedAt, DateTimeKind.Utc), NpgsqlDbType.TimestampTz)
                .With(after.Hash, NpgsqlDbType.Bytea)
                .With(batchSize, NpgsqlDbType.Integer);
            await using var reader = await old.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                batch.Add((reader.GetFieldValue<DateTime>(0), reader.GetFieldValue<byte[]>(1)));
            }
        }

        // All runs of these documents started before their time of use, but for what that may lag: there are few such runs left, and an index leads to them.
        await using var delete = new NpgsqlCommand(
            """
            DELETE FROM flow_documents AS document
            WHERE hash = ANY($1)
              AND NOT EXISTS (SELECT FROM flow_versions AS saved WHERE saved.hash = document.hash)
              AND NOT EXISTS (SELECT FROM runs WHERE started_at < clock_timestamp() - $2 AND flow_hash = document.hash)
            """,
            connection);
        delete.Parameters.With(batch.ConvertAll(document => document.Item2), NpgsqlDbType.Array | NpgsqlDbType.Bytea).With(age, NpgsqlDbType.Interval);
        var deleted = batch.Count == 0 ? 0 : await delete.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (batch, deleted);
    }
}
