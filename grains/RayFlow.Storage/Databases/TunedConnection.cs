using System.Data;
using Npgsql;

namespace RayFlow.Storage.Databases;

/// <summary>A connection that is kept, and made again when it has broken.</summary>
/// <param name="database">Makes connections that are not pooled: this one has settings of its own.</param>
internal sealed class TunedConnection(NpgsqlDataSource database) : IAsyncDisposable
{
    // Our joins with an array find every row by its key. Left alone, the planner may take a table that was small when a
    // statement was prepared for one that still is, and read all of it. Nor does it gain by planning again for the arrays of each
    // execution, which costs more than most executions, nor by a bitmap of the one row that a key has.
    private const string Settings = """
        SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_bitmapscan = off;
        SET plan_cache_mode = force_generic_plan
        """;

    private NpgsqlConnection? _connection;

    /// <summary>The connection; says whether it is another than the last time.</summary>
    public async ValueTask<(NpgsqlConnection Connection, bool IsNew)> OpenAsync()
    {
        if (_connection is { State: ConnectionState.Open })
        {
            return (_connection, false);
        }

        await DisposeAsync();
        _connection = await database.OpenConnectionAsync();
        await using var settings = new NpgsqlCommand(Settings, _connection);
        await settings.ExecuteNonQueryAsync();
        return (_connection, true);
    }

    public ValueTask DisposeAsync() => _connection?.DisposeAsync() ?? default;
}
