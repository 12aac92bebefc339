using Npgsql;

namespace RayFlow.Storage.Databases;

/// <summary>Several statements that are done all or none.</summary>
internal static class DatabaseTransactions
{
    /// <summary>Does work in a transaction and commits it if the work says so.</summary>
    /// <exception cref="StorageUnavailableException">The database is away. Whether the transaction was committed is then open.</exception>
    public static async Task<T> TransactAsync<T>(this NpgsqlDataSource database, Func<NpgsqlConnection, Task<(T Result, bool Commits)>> work, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var (result, commits) = await work(connection);
            if (commits)
            {
                await transaction.CommitAsync(cancellationToken);
            }

            return result;
        }
        catch (NpgsqlException error) when (DatabaseErrors.IsAway(error))
        {
            throw new StorageUnavailableException(DatabaseErrors.Reason(error), error);
        }
    }

    public static async Task<List<T>> QueryAsync<T>(
        this NpgsqlConnection connection, string sql, Action<NpgsqlParameterCollection> bind, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        bind(command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public static async Task<int> ExecuteAsync(this NpgsqlConnection connection, string sql, Action<NpgsqlParameterCollection> bind, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        bind(command.Parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
