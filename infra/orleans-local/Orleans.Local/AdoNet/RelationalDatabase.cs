using System.Data;
using System.Data.Common;
using Npgsql;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>A database with Orleans' query table. All other queries are those that the table holds.</summary>
internal sealed class RelationalDatabase : IAsyncDisposable
{
    public const string PostgresInvariant = "Npgsql";

    private readonly DbDataSource _source;
    private readonly bool _owned;
    private Dictionary<string, string> _queries = [];

    private RelationalDatabase(DbDataSource source, bool owned) => (_source, _owned) = (source, owned);

    /// <summary>Opens nothing yet.</summary>
    /// <exception cref="OrleansConfigurationException">The options name no database, two, or one that the local runtime does not know.</exception>
    public static RelationalDatabase Create(string purpose, string invariant, string? connectionString, DbDataSource? source)
    {
        if (invariant != PostgresInvariant)
        {
            throw new OrleansConfigurationException($"Invalid options for {purpose}: the local runtime knows the invariant \"{PostgresInvariant}\" only, not \"{invariant}\".");
        }

        if (string.IsNullOrWhiteSpace(connectionString) == source is null)
        {
            throw new OrleansConfigurationException($"Invalid options for {purpose}: configure exactly one of ConnectionString or DataSource.");
        }

        return new RelationalDatabase(source ?? NpgsqlDataSource.Create(connectionString!), owned: source is null);
    }

    /// <summary>Reads the query table.</summary>
    public async Task LoadQueriesAsync(CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand("SELECT QueryKey, QueryText FROM OrleansQuery");
        var rows = await ReadAsync(command, static reader => (Key: reader.GetString(0), Text: reader.GetString(1)), cancellationToken);
        _queries = rows.ToDictionary(row => row.Key, row => row.Text);
    }

    public bool Knows(string queryKey) => _queries.ContainsKey(queryKey);

    /// <summary>Runs a query of the query table.</summary>
    public async Task<List<T>> ReadAsync<T>(string queryKey, QueryParameters parameters, Func<DbDataReader, T> select, CancellationToken cancellationToken = default)
    {
        var text = _queries.TryGetValue(queryKey, out var known)
            ? known
            : throw new OrleansConfigurationException($"Table OrleansQuery has no query '{queryKey}'. Run Orleans' script for PostgreSQL.");
        await using var command = _source.CreateCommand(text);
        parameters.AddTo(command);
        return await ReadAsync(command, select, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_owned)
        {
            await _source.DisposeAsync();
        }
    }

    private static async Task<List<T>> ReadAsync<T>(DbCommand command, Func<DbDataReader, T> select, CancellationToken cancellationToken)
    {
        // No turn of a grain is needed to read rows.
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        List<T> rows = [];
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(select(reader));
        }

        return rows;
    }
}
