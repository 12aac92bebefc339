using Npgsql;

namespace RayFlow.Storage.Databases;

/// <summary>Asks a database whether it takes writes, over a connection of its own.</summary>
internal sealed class HealthQuestion(NpgsqlDataSource database) : IDisposable
{
    // A row that is written says that the server is none that only reads, and that its log gets to the disk. It finds room on its page
    // even on a full disk; so a megabyte is asked for as well, in a file of the session's own that is cut off again by the commit.
    // Nobody else locks or keeps that, however long his dump takes.
    private const string Session = "CREATE TEMP TABLE rayflow_room (filler text) ON COMMIT DELETE ROWS TABLESPACE pg_default";
    private const string Write = """
        INSERT INTO storage_probe (id, asked_at) VALUES (1, clock_timestamp())
        ON CONFLICT (id) DO UPDATE SET asked_at = excluded.asked_at
        """;
    private const string Room = "INSERT INTO pg_temp.rayflow_room SELECT repeat('x', 1000) FROM generate_series(1, 1000)";

    private readonly SemaphoreSlim _turn = new(1, 1);
    private NpgsqlConnection? _connection;

    /// <summary>Why the database takes no writes; null if it does.</summary>
    /// <param name="anew">Whether to connect anew: a session that is there may go on where new ones are refused.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<string?> AskAsync(bool anew, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (anew)
            {
                await CloseAsync();
            }

            // One that was idle for long may have been cut off by anything in between.
            var isKept = _connection is not null;
            return await TryAsync(cancellationToken) is { } reason && (!isKept || await TryAsync(cancellationToken) is not null) ? reason : null;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection?.Dispose();
        database.Dispose();
    }

    private async Task<string?> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            _connection ??= await ConnectAsync(cancellationToken);
            await using var batch = new NpgsqlBatch(_connection) { BatchCommands = { new NpgsqlBatchCommand(Write), new NpgsqlBatchCommand(Room) } };
            await batch.ExecuteNonQueryAsync(cancellationToken);
            return null;
        }
        catch (Exception error) when (error is NpgsqlException or IOException or InvalidOperationException or TimeoutException)
        {
            await CloseAsync();
            return DatabaseErrors.Reason(error);
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var session = new NpgsqlCommand(Session, connection);
            await session.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async ValueTask CloseAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }
}
