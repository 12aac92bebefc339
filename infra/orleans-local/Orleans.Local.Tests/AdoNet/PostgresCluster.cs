using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Hosting;
using Orleans.Reminders;
using Orleans.TestingHost;
using RayFlow.EmbeddedPostgres;

namespace Orleans.Tests.AdoNet;

/// <summary>A silo with storage and reminders in a PostgreSQL of its own, in the tables that RayFlow makes for Orleans.</summary>
public sealed class PostgresCluster : IAsyncLifetime
{
    private PostgresServer? _server;
    private InProcessTestCluster? _cluster;

    public ManualTime Time { get; } = new();

    public IClusterClient Client => _cluster!.Client;

    public string ConnectionString => _server!.ConnectionString;

    public string ServiceId => _cluster!.Options.ServiceId;

    public async Task InitializeAsync()
    {
        _server = await PostgresServer.StartAsync(
            new PostgresServerOptions { DataDirectory = Path.Combine(Path.GetTempPath(), "rayflow-tests", $"orleans-local-{Environment.ProcessId}") },
            CancellationToken.None);
        await ExecuteAsync(await ReadTables());
        _cluster = Build(serviceId: null);
        await _cluster.DeployAsync();
    }

    public async Task DisposeAsync()
    {
        await _cluster!.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await _server!.DiscardAsync(CancellationToken.None);
    }

    /// <summary>Stops the cluster and starts another one on the same database.</summary>
    public async Task RestartAsync()
    {
        var serviceId = ServiceId;
        await _cluster!.DisposeAsync();
        _cluster = Build(serviceId);
        await _cluster.DeployAsync();
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private InProcessTestCluster Build(string? serviceId)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ServiceId = serviceId ?? builder.Options.ServiceId;
        return builder
            .ConfigureSilo((_, silo) => silo
                .AddAdoNetGrainStorageAsDefault(options =>
                {
                    options.Invariant = "Npgsql";
                    options.ConnectionString = ConnectionString;
                })
                .ConfigureServices(services => services.AddKeyedSingleton<TimeProvider>(ReminderTimeProviderNames.Reminders, Time))
                .UseAdoNetReminderService(options =>
                {
                    options.Invariant = "Npgsql";
                    options.ConnectionString = ConnectionString;
                }))
            .Build();
    }

    private static async Task<string> ReadTables()
    {
        using var reader = new StreamReader(typeof(PostgresCluster).Assembly.GetManifestResourceStream("orleans.sql")!);
        return await reader.ReadToEndAsync();
    }
}

[CollectionDefinition(nameof(PostgresCluster))]
public sealed class PostgresCollection : ICollectionFixture<PostgresCluster>;
