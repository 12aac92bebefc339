using Npgsql;

namespace RayFlow.Storage.Tests.Fixtures;

/// <summary>Looks at a database, and waits for what happens in it.</summary>
public static class DatabaseExtensions
{
    public static async Task ExecuteAsync(this NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<T> ReadAsync<T>(this NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Returns when a query says true.</summary>
    public static async Task UntilAsync(this NpgsqlDataSource database, string question)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await database.ReadAsync<bool>(question))
        {
            // The wait is the database's, so that the question is not asked as fast as it is answered.
            await database.ExecuteAsync("SELECT pg_sleep(0.005)");
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Locks a table against writes until the result is disposed.</summary>
    public static async Task<IAsyncDisposable> LockAsync(this NpgsqlDataSource database, string table)
    {
        var connection = await database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand($"BEGIN; LOCK TABLE {table} IN EXCLUSIVE MODE", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>Returns when a session waits for another's transaction.</summary>
    public static Task UntilARowIsAwaitedAsync(this NpgsqlDataSource database) =>
        database.UntilAsync("SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'transactionid'");

    /// <summary>Returns when a number of sessions wait for a lock on a table.</summary>
    public static Task UntilBlockedAsync(this NpgsqlDataSource database, string table, int sessions = 1) =>
        database.UntilAsync($"SELECT count(*) >= {sessions} FROM pg_locks WHERE relation = '{table}'::regclass AND NOT granted");
}
