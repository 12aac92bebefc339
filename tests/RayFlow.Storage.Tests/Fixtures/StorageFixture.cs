using Npgsql;
using RayFlow.Storage.Migrations;
using RayFlow.Testing.Databases;

namespace RayFlow.Storage.Tests.Fixtures;

/// <summary>A database of its own for a test class, migrated.</summary>
public sealed class StorageFixture : IAsyncLifetime
{
    private TestDatabase? _database;
    private NpgsqlDataSource? _source;

    public string ConnectionString => _database!.ConnectionString;

    /// <summary>The database, to look into it from outside.</summary>
    public NpgsqlDataSource Source => _source!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestPostgres.CreateDatabaseAsync();
        _source = NpgsqlDataSource.Create(_database.ConnectionString);
        await DatabaseMigrations.ApplyAsync(_source, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await _database!.DisposeAsync();
    }

    public TestSilo StartSilo(Action<PostgresStorageOptions>? configure = null) => new(ConnectionString, configure);

    public Task ExecuteAsync(string sql) => Source.ExecuteAsync(sql);

    public Task<T> QueryAsync<T>(string sql) => Source.ReadAsync<T>(sql);

    /// <summary>How many transactions wrote what the journals of these runs have.</summary>
    public async Task<long> CountTransactionsAsync(IEnumerable<string> runs)
    {
        await using var command = Source.CreateCommand("SELECT count(DISTINCT xmin::text) FROM journal WHERE run_id = ANY($1)");
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. runs.Select(Guid.Parse)] });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
