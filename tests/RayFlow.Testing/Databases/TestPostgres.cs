using System.Globalization;
using Npgsql;
using RayFlow.EmbeddedPostgres;

namespace RayFlow.Testing.Databases;

/// <summary>
/// The PostgreSQL server that all tests of a test process share, and throwaway databases in it. It runs as in
/// production, fsync on, and is discarded when the test process ends.
/// </summary>
public static class TestPostgres
{
    private static readonly string Root = Path.Combine(Path.GetTempPath(), "rayflow-tests");
    private static readonly Lazy<Task<PostgresServer>> Shared = new(StartSharedAsync);

    /// <summary>The shared server, started by the first who asks. Tests that stop or kill a server start their own.</summary>
    public static Task<PostgresServer> ServerAsync() => Shared.Value;

    /// <summary>Makes an empty database with a name of its own; disposing it drops it.</summary>
    public static async Task<TestDatabase> CreateDatabaseAsync()
    {
        var server = await ServerAsync();
        var name = $"test_{Guid.NewGuid():N}";
        await ExecuteAsync(server.ConnectionString, $"CREATE DATABASE {name} TEMPLATE template0");
        return new TestDatabase(server.ConnectionString, name);
    }

    internal static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<PostgresServer> StartSharedAsync()
    {
        await RemoveLeftoversAsync();
        var folder = Path.Combine(Root, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        var server = await PostgresServer.StartAsync(new PostgresServerOptions { DataDirectory = folder }, CancellationToken.None);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            // Nobody can await here, and the test runner kills a process that takes more than 100 ms to end.
            server.DiscardAsync(CancellationToken.None).GetAwaiter().GetResult();
        };
        return server;
    }

    /// <summary>A test process that was killed leaves its server running and its folder behind.</summary>
    private static async Task RemoveLeftoversAsync()
    {
        foreach (var folder in Directory.CreateDirectory(Root).EnumerateDirectories())
        {
            try
            {
                await PostgresServer.DiscardAsync(folder.FullName, CancellationToken.None);
            }
            catch (Exception error) when (error is PostgresServerException or IOException)
            {
                // A test process that runs beside this one uses it, or removes it at this moment.
            }
        }
    }
}
