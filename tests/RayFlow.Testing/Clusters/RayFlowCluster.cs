using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.TestingHost;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains;
using RayFlow.Grains.Recovery;
using RayFlow.Grains.Runs;
using RayFlow.Nodes.Catalog;
using RayFlow.Storage;
using RayFlow.Storage.Migrations;
using RayFlow.Testing.Databases;

namespace RayFlow.Testing.Clusters;

/// <summary>A silo with RayFlow's grains on a real database of its own. It can be stopped and started again on the same database.</summary>
public sealed class RayFlowCluster : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly string _nodes;
    private readonly TimeProvider _time;
    private readonly Action<RunOptions> _configure;
    private readonly Action<IServiceCollection> _configureServices;
    private InProcessTestCluster? _cluster;

    private RayFlowCluster(TestDatabase database, string nodes, TimeProvider time, Action<RunOptions> configure, Action<IServiceCollection> configureServices)
    {
        _database = database;
        _nodes = nodes;
        _time = time;
        _configure = configure;
        _configureServices = configureServices;
    }

    /// <summary>How to connect to the database.</summary>
    public string ConnectionString => _database.ConnectionString;

    /// <summary>The client's way to grains.</summary>
    public IGrainFactory Grains => _cluster!.Client;

    /// <summary>Starts a silo.</summary>
    /// <param name="nodes">The folder of user nodes; null: none.</param>
    /// <param name="time">The clock of runs; null: the system's.</param>
    /// <param name="configure">Further options of runs.</param>
    /// <param name="configureServices">Whatever else of a silo is to be otherwise.</param>
    public static async Task<RayFlowCluster> StartAsync(
        string? nodes = null, TimeProvider? time = null, Action<RunOptions>? configure = null, Action<IServiceCollection>? configureServices = null)
    {
        var database = await TestPostgres.CreateDatabaseAsync();
        await using (var source = Npgsql.NpgsqlDataSource.Create(database.ConnectionString))
        {
            await DatabaseMigrations.ApplyAsync(source, CancellationToken.None);
        }

        var cluster = new RayFlowCluster(database, nodes ?? "no-such-folder", time ?? TimeProvider.System, configure ?? (_ => { }), configureServices ?? (_ => { }));
        await cluster.StartSiloAsync();
        return cluster;
    }

    /// <summary>Stops the silo and starts another on the same database: what was only in memory is gone.</summary>
    public async Task RestartAsync()
    {
        await StopSiloAsync();
        await StartSiloAsync();
    }

    /// <summary>A new run's grain.</summary>
    public IWorkflowGrain NewRun() => Grains.GetGrain<IWorkflowGrain>(Guid.CreateVersion7().ToString("N"));

    public async ValueTask DisposeAsync()
    {
        await StopSiloAsync();
        await _database.DisposeAsync();
    }

    private async Task StartSiloAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ServiceId = "rayflow"; // part of the key of what grains keep by Orleans' own provider
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddPostgresGrainStorage(StorageNames.Runs, options => options.ConnectionString = ConnectionString);
            silo.AddAdoNetGrainStorage(StorageNames.States, options =>
            {
                options.Invariant = "Npgsql";
                options.ConnectionString = ConnectionString;
            });
            // The clock is for grains; what a silo does in the background goes on while a test's clock stands.
            silo.Services.AddSingleton(_time).UseTimeProviderForBackgroundAreas(TimeProvider.System);
            silo.AddRayFlow(new NodeCatalogOptions { UserNodeDirectory = _nodes });
            silo.Services.Configure(_configure);
            _configureServices(silo.Services);
            silo.Services.Configure<RecoveryOptions>(options => options.SingleSilo = true);
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    private async Task StopSiloAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.StopAllSilosAsync();
            await _cluster.DisposeAsync();
            _cluster = null;
        }
    }
}
