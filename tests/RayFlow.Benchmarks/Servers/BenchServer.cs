using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RayFlow.EmbeddedPostgres;
using RayFlow.Silo.Hosting;
using RayFlow.Storage.Migrations;

namespace RayFlow.Benchmarks.Servers;

/// <summary>An embedded PostgreSQL in a folder that goes with it, and a silo on it that may be killed and started again.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly PostgresServer _postgres;
    private readonly NpgsqlDataSource _database;
    private readonly List<SiloProcess> _others = [];
    private readonly int _silos;
    private SiloProcess? _process;
    private WebApplication? _application;

    private BenchServer(string folder, PostgresServer postgres, int silos)
    {
        (_folder, _postgres, _silos) = (folder, postgres, silos);
        _database = NpgsqlDataSource.Create(postgres.ConnectionString);
    }

    /// <summary>The silo's database.</summary>
    public NpgsqlDataSource Database => _database;

    /// <summary>Where the API of a silo in its own process is; null if it is in this one.</summary>
    public Uri? Url => _process?.Url;

    /// <summary>Starts both.</summary>
    /// <param name="inProcess">Whether the silo is to run in this process.</param>
    /// <param name="silos">How many silos form a cluster, each a process.</param>
    public static async Task<BenchServer> StartAsync(bool inProcess, int silos = 1)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"rayflow-bench-{Guid.NewGuid():N}");
        var postgres = await PostgresServer.StartAsync(new PostgresServerOptions { DataDirectory = Path.Combine(folder, "postgres") }, CancellationToken.None);
        var server = new BenchServer(folder, postgres, silos);
        try
        {
            await server.StartSiloAsync(inProcess);
            while (server._others.Count < silos - 1)
            {
                server._others.Add(await SiloProcess.StartAsync(server.Arguments()));
            }

            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills the silo's process (SIGKILL) and starts another on the same data.</summary>
    /// <returns>How long the start took until it was ready.</returns>
    public async Task<TimeSpan> KillAndRestartAsync()
    {
        await _process!.KillAsync();
        await _process.DisposeAsync();
        var started = Stopwatch.GetTimestamp();
        await StartSiloAsync(inProcess: false);
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>
    /// Bytes in memory: all that the silo's process has, or what is alive on this process' managed heap if the silo is in it.
    /// </summary>
    public long Memory()
    {
        return _process?.ResidentBytes ?? GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>Asks the silo's database for one number.</summary>
    public async Task<long> AskAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        command.CommandTimeout = 0;
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>A database of its own on the same server, with the same tables and nobody else in it.</summary>
    public async Task<NpgsqlDataSource> CreateDatabaseAsync(string name)
    {
        await using (var command = _database.CreateCommand($"CREATE DATABASE {name}"))
        {
            await command.ExecuteNonQueryAsync();
        }

        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_postgres.ConnectionString) { Database = name });
        await DatabaseMigrations.ApplyAsync(source, CancellationToken.None);
        return source;
    }

    /// <summary>A way to the silo for a number of callers at the same time.</summary>
    public IRunTarget Connect(int lanes) =>
        _process is not null ? new HttpTarget(_process.Url, lanes) : new GrainTarget(_application!.Services.GetRequiredService<IClusterClient>());

    /// <summary>What was spent until now.</summary>
    public async Task<Costs> CostsAsync()
    {
        await using var command = _database.CreateCommand("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint, pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var (transactions, bytes, own) = (reader.GetInt64(0), reader.GetInt64(1), Environment.CpuUsage.TotalTime);
        var database = ProcessTree.ProcessorTime(_postgres.ProcessId);
        return _process is not null
            ? new Costs(_others.Aggregate(_process.ProcessorTime, static (sum, silo) => sum + silo.ProcessorTime), database, own, transactions, bytes, 0, TimeSpan.Zero)
            : new Costs(own, database, TimeSpan.Zero, transactions, bytes, GC.GetTotalAllocatedBytes(), GC.GetTotalPauseDuration());
    }

    public async ValueTask DisposeAsync()
    {
        await StopSiloAsync();
        await _database.DisposeAsync();
        await _postgres.DiscardAsync(CancellationToken.None);
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task StartSiloAsync(bool inProcess)
    {
        if (inProcess)
        {
            _application = await RayFlowHost.BuildAsync(Arguments(), CancellationToken.None);
            await _application.StartAsync();
        }
        else
        {
            _process = await SiloProcess.StartAsync(Arguments());
        }
    }

    private string[] Arguments() =>
    [
        "--port", "0", "--data", Path.Combine(_folder, "data"), "--postgres", _postgres.ConnectionString,
        "--nodes", Path.Combine(AppContext.BaseDirectory, "nodes"),
        .. _silos == 1 ? (string[])[] : ["--RayFlow:Cluster:Mode", "postgres", "--RayFlow:Cluster:SiloPort", FreePort(), "--RayFlow:Cluster:GatewayPort", FreePort()],
    ];

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }

    private async Task StopSiloAsync()
    {
        foreach (var other in _others)
        {
            await other.DisposeAsync();
        }

        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        if (_application is not null)
        {
            await _application.StopAsync();
            await _application.DisposeAsync();
        }
    }
}
