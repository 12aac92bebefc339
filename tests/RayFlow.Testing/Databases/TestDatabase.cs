using Npgsql;

namespace RayFlow.Testing.Databases;

/// <summary>A throwaway database of <see cref="TestPostgres"/>; disposing it drops it with its connections.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string _server;

    internal TestDatabase(string server, string name)
    {
        _server = server;
        Name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    /// <summary>The database's name, unique in its server.</summary>
    public string Name { get; }

    /// <summary>How Npgsql connects to it, as superuser.</summary>
    public string ConnectionString { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Connections of other pools are ended by the server; those of this one would be handed out dead.
        await using (var pooled = new NpgsqlConnection(ConnectionString))
        {
            NpgsqlConnection.ClearPool(pooled);
        }

        await TestPostgres.ExecuteAsync(_server, $"DROP DATABASE IF EXISTS {Name} WITH (FORCE)");
    }
}
