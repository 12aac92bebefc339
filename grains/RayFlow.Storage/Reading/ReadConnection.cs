using Npgsql;
using NpgsqlTypes;
using RayFlow.Storage.Databases;
using RayFlow.Storage.Grouping;

namespace RayFlow.Storage.Reading;

/// <summary>Reads what runs activate with, many in one round trip.</summary>
internal sealed class ReadConnection(NpgsqlDataSource database) : IGroupConnection<JournalRead>
{
    // One statement, so that snapshot and entries are of the same moment.
    private const string Sql = """
        SELECT run.i, true, snapshots.length, snapshots.payload
        FROM unnest($1) WITH ORDINALITY AS run (id, i) JOIN snapshots ON run_id = id
        UNION ALL
        SELECT run.i, false, journal.seq, journal.payload
        FROM unnest($1) WITH ORDINALITY AS run (id, i)
        LEFT JOIN snapshots ON snapshots.run_id = id
        JOIN journal ON journal.run_id = id AND journal.seq > coalesce(snapshots.length, 0)
        """;

    private readonly TunedConnection _connection = new(database);

    /// <inheritdoc/>
    public async Task ExecuteAsync(IReadOnlyList<JournalRead> operations)
    {
        var (connection, _) = await _connection.OpenAsync();
        foreach (var journal in operations)
        {
            journal.Clear();
        }

        await using (var command = new NpgsqlCommand(Sql, connection))
        {
            command.Parameters.With(operations.Select(journal => journal.RunId).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid);
            await command.PrepareAsync();
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                operations[(int)reader.GetInt64(0) - 1].Add(reader.GetBoolean(1), reader.GetInt64(2), reader.GetFieldValue<byte[]>(3));
            }
        }

        foreach (var journal in operations)
        {
            journal.Complete();
        }
    }

    /// <inheritdoc/>
    public Task<Exception?> ExplainAsync(JournalRead operation, Exception error, int attempt) => Task.FromResult<Exception?>(error);

    /// <inheritdoc/>
    public ValueTask CloseAsync() => _connection.DisposeAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
