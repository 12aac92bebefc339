using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace RayFlow.EmbeddedPostgres.Tests;

/// <summary>A temporary folder for the servers of one test, and what tests say to them.</summary>
internal sealed class ServerFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("rayflow-postgres-").FullName;

    public string In(params ReadOnlySpan<string> names) => Path.Combine([Root, .. names]);

    public Task<PostgresServer> StartAsync(string name, int port = 0) =>
        PostgresServer.StartAsync(new PostgresServerOptions { DataDirectory = In(name), Port = port }, CancellationToken.None);

    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        Directory.Delete(Root, recursive: true);
    }

    public static async Task WriteAsync(PostgresServer server, int row)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = source.CreateCommand($"CREATE TABLE IF NOT EXISTS rows (id int); INSERT INTO rows VALUES ({row})");
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<List<int>> RowsAsync(PostgresServer server) =>
        (await ReadAsync(server, "SELECT id::text FROM rows ORDER BY id")).ConvertAll(int.Parse);

    public static async Task<List<string>> ReadAsync(PostgresServer server, string sql)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
