using Npgsql;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Hosting;
using RayFlow.Api;
using RayFlow.GrainInterfaces.Clusters;
using RayFlow.Grains;
using RayFlow.Grains.Flows;
using RayFlow.Grains.Leaving;
using RayFlow.Grains.Nodes;
using RayFlow.Grains.Recovery;
using RayFlow.Grains.Runs;
using RayFlow.Hosting;
using RayFlow.Model.Flows;
using RayFlow.Nodes.Catalog;
using RayFlow.Nodes.Io;
using RayFlow.Storage;

namespace RayFlow.Silo.Hosting;

/// <summary>Builds a silo's process: one with everything (database, silo, REST API, editor), or a silo alone.</summary>
public static class RayFlowHost
{
    /// <summary>Where RayFlow listens unless something else is configured.</summary>
    internal const string DefaultUrl = "http://127.0.0.1:5080";

    private const string DefaultSiloUrl = "http://127.0.0.1:5081";

    /// <summary>
    /// Starts the embedded database unless a connection is configured, waits until the database answers, brings its tables up to date, and builds the
    /// host. Configuration comes from appsettings.json, environment variables (<c>RayFlow__Runs__LeaseSeconds</c>) and the command line.
    /// </summary>
    /// <param name="args">The arguments of <c>rayflow up</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<WebApplication> BuildAsync(string[] args, CancellationToken cancellationToken)
    {
        var app = await BuildAsync(CreateBuilder(args), cancellationToken);
        app.MapRayFlowApi();
        app.UseOnDemandDashboard();
        return app;
    }

    /// <summary>As <see cref="BuildAsync(string[], CancellationToken)"/>, but a silo of a cluster that listens for health and dashboard alone.</summary>
    /// <param name="args">The arguments of <c>rayflow silo</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<WebApplication> BuildSiloAsync(string[] args, CancellationToken cancellationToken)
    {
        var builder = ProgramFrame.CreateBuilder(SiloCommands.OneSilo.Parse(args), DefaultSiloUrl);
        ConnectionStrings.Require(builder.Configuration, SiloCommands.Silo);
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>("RayFlow:Cluster:Mode", ClusterSettings.Postgres)]);
        var app = await BuildAsync(builder, cancellationToken);
        app.MapRayFlowHealth();
        app.UseOnDemandDashboard();
        return app;
    }

    /// <summary>What is configured: by appsettings.json, the environment and the arguments of <c>rayflow up</c>.</summary>
    /// <exception cref="CommandLineException">The arguments cannot be understood.</exception>
    internal static WebApplicationBuilder CreateBuilder(string[] args) => ProgramFrame.CreateBuilder(SiloCommands.Up.Parse(args), DefaultUrl);

    private static async Task<WebApplication> BuildAsync(WebApplicationBuilder builder, CancellationToken cancellationToken)
    {
        var directory = DirectoryOf(builder.Configuration);
        var database = await Database.OpenAsync(builder.Configuration, directory, cancellationToken);
        try
        {
            var identity = await database.PrepareAsync(() => WaitingRoom.StartAsync(builder.Configuration, cancellationToken), cancellationToken);
            Configure(builder, database, identity.NameOf(builder.Configuration), directory);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }

        var app = builder.Build();
        _ = app.Services.GetRequiredService<Database>(); // the container disposes what it has made, and so stops the database last

        // User nodes are compiled now: the first runs of a busy start would all wait for it, each with a thread that the compiler needs.
        _ = app.Services.GetRequiredService<NodeCatalog>();
        return app;
    }

    /// <summary>The folder of the data.</summary>
    internal static string DirectoryOf(IConfiguration configuration) => Path.GetFullPath(configuration["RayFlow:DataDirectory"] ?? ".rayflow");

    /// <summary>Where user nodes and plug-ins are.</summary>
    internal static NodeCatalogOptions NodesOf(IConfiguration configuration, string directory)
    {
        var nodes = configuration.GetSection("RayFlow:Nodes").Get<NodeCatalogOptions>() ?? new NodeCatalogOptions();
        nodes.UserNodeDirectory = Path.GetFullPath(nodes.UserNodeDirectory ?? "nodes");
        nodes.PluginDirectory = Path.GetFullPath(nodes.PluginDirectory ?? Path.Combine(directory, "plugins"));
        return nodes;
    }

    private static void Configure(WebApplicationBuilder builder, Database database, string clusterId, string directory)
    {
        var (configuration, services) = (builder.Configuration, builder.Services);
        services.AddSingleton(_ => database);
        services.AddHostedService<DatabaseKeeper>();
        services.AddRayFlowApi(configuration);
        services.AddOptions<DrainOptions>().Bind(configuration.GetSection("RayFlow:Silo")).ValidateOnStart();
        var drain = configuration.GetSection("RayFlow:Silo").Get<DrainOptions>() ?? new DrainOptions();
        services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(15 + drain.DrainSeconds));
        services.AddSingleton(configuration.GetSection("RayFlow:FlowLimits").Get<FlowLimits>() ?? new FlowLimits());
        services.AddOptions<FlowOptions>().Bind(configuration.GetSection("RayFlow:Flows")).ValidateOnStart();
        services.AddOptions<RunOptions>().Bind(configuration.GetSection("RayFlow:Runs")).ValidateOnStart();
        services.AddOptions<SiloLimits>().Bind(configuration.GetSection("RayFlow:Limits")).ValidateOnStart();
        services.AddOptions<RecoveryOptions>().Bind(configuration.GetSection("RayFlow:Recovery")).ValidateOnStart();
        services.AddOptions<LightNodeOptions>().Bind(configuration.GetSection("RayFlow:Nodes"));
        services.AddOptions<NodeThreadOptions>().Bind(configuration.GetSection("RayFlow:Nodes:Threads"));
        services.AddOptions<IoOptions>().Configure(options => options.FileRoot = Path.Combine(directory, "files")).Bind(configuration.GetSection("RayFlow:Io"));
        services.AddOptions<RetentionOptions>().Bind(configuration.GetSection("RayFlow:Retention")).ValidateOnStart();
        services.AddOptions<ClusterSettings>().Bind(configuration.GetSection("RayFlow:Cluster"));
        var cluster = configuration.GetSection("RayFlow:Cluster").Get<ClusterSettings>() ?? new ClusterSettings();
        services.AddSingleton<Departure>();
        services.AddSingleton(provider => new LeavingNotice(
            provider.GetRequiredService<Departure>().Begin, TimeSpan.FromSeconds(drain.DrainNoticeSeconds ?? (cluster.IsClustered ? 5 : 0))));
        if (!cluster.IsClustered)
        {
            services.PostConfigure<RecoveryOptions>(options => options.SingleSilo = true);
        }

        var nodes = NodesOf(configuration, directory);
        builder.Host.UseOrleans(silo => ConfigureSilo(silo, cluster, clusterId, database.ConnectionString, nodes));
    }

    private static void ConfigureSilo(ISiloBuilder silo, ClusterSettings cluster, string clusterId, string connectionString, NodeCatalogOptions nodes)
    {
        cluster.Apply(silo, clusterId, connectionString);
        silo.Services.AddSingleton<IFatalErrorHandler, FatalExit>();
        silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(30));
        silo.AddActivityPropagation();
        silo.AddPostgresGrainStorage(StorageNames.Runs, options => options.ConnectionString = connectionString);
        silo.AddAdoNetGrainStorage(StorageNames.States, options =>
        {
            options.Invariant = "Npgsql";
            options.ConnectionString = connectionString;
        });
        silo.AddRayFlow(nodes);
        silo.AddDashboard();
    }
}
