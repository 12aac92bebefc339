using Npgsql;
using NpgsqlTypes;

namespace RayFlow.Storage.Databases;

/// <summary>Statements outside the writer: one round trip each, prepared by Npgsql when they come again.</summary>
internal static class DatabaseQueries
{
    public static async Task<List<T>> QueryAsync<T>(
        this NpgsqlDataSource database,
        string sql,
        Action<NpgsqlParameterCollection> bind,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.CreateCommand(sql);
            bind(command.Parameters);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Add(read(reader));
            }

            return rows;
        }
        catch (NpgsqlException error) when (DatabaseErrors.IsAway(error))
        {
            throw new StorageUnavailableException(DatabaseErrors.Reason(error), error);
        }
    }

    public static async Task<int> ExecuteAsync(
        this NpgsqlDataSource database, string sql, Action<NpgsqlParameterCollection> bind, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.CreateCommand(sql);
            bind(command.Parameters);
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException error) when (DatabaseErrors.IsAway(error))
        {
            throw new StorageUnavailableException(DatabaseErrors.Reason(error), error);
        }
    }

    /// <summary>Text as the database can keep it: whoever writes it or looks for it says the same.</summary>
    public static NpgsqlParameterCollection With(this NpgsqlParameterCollection parameters, string? value, NpgsqlDbType type) =>
        parameters.With<string?>(PlainText.OfOptional(value), type);

    /// <inheritdoc cref="With(NpgsqlParameterCollection, string?, NpgsqlDbType)"/>
    public static NpgsqlParameterCollection With(this NpgsqlParameterCollection parameters, string[]? values, NpgsqlDbType type) =>
        parameters.With<string[]?>(values is null ? null : Array.ConvertAll(values, PlainText.Of), type);

    public static NpgsqlParameterCollection With<T>(this NpgsqlParameterCollection parameters, T value, NpgsqlDbType type)
    {
        parameters.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });
        return parameters;
    }
}
