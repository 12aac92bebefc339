using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Orleans.Placement;
using RayFlow.GrainInterfaces.Clusters;
using RayFlow.GrainInterfaces.Failures;
using RayFlow.Grains.Clusters;
using RayFlow.Grains.Failures;
using RayFlow.Grains.Flows;
using RayFlow.Grains.Leaving;
using RayFlow.Grains.Nodes;
using RayFlow.Grains.Recovery;
using RayFlow.Grains.Runs;
using RayFlow.Grains.Values;
using RayFlow.Model.Flows;
using RayFlow.Nodes.Catalog;
using RayFlow.Nodes.Io;

namespace RayFlow.Grains;

/// <summary>Adds RayFlow's grains to a silo.</summary>
public static class GrainsHosting
{
    /// <summary>
    /// Adds what the grains need. The storage providers <see cref="StorageNames.Runs"/> and <see cref="StorageNames.States"/> are the caller's to add.
    /// </summary>
    /// <param name="builder">The silo.</param>
    /// <param name="nodes">Where user nodes and plug-ins are.</param>
    public static ISiloBuilder AddRayFlow(this ISiloBuilder builder, NodeCatalogOptions nodes)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new FlowLimits());
        services.AddSingleton(provider => NodeCatalog.Load(nodes, provider.GetRequiredService<LightNodes>().Guard));
        services.AddSingleton<CatalogDocument>();
        services.AddSingleton<CompiledFlows>();
        services.AddSingleton<StoredValues>();
        services.AddSingleton<JournalReader>();
        services.AddSingleton<StartRunHandler>();
        services.AddSingleton<RunOpener>();
        services.AddSingleton<RunFolds>();
        services.AddSingleton<ForkHandler>();
        services.AddSingleton<ClosedRuns>();
        services.AddSingleton<LiveRuns>();
        services.AddSingleton<RunArchiveParts>();
        services.AddSingleton<NodesAtWork>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, SiloDrain>();
        services.AddOptions<DrainOptions>().Validate(options => options.DrainNoticeSeconds is null or (>= 0 and <= 600), "RayFlow:Silo:DrainNoticeSeconds must be from 0 to 600.")
            .Validate(options => options.DrainSeconds is >= 0 and <= 3600, "RayFlow:Silo:DrainSeconds must be from 0 to 3,600.");
        services.AddSingleton(provider => new RunEnvironment(
            provider.GetRequiredService<IClusterMembers>().Self,
            provider.GetRequiredService<IOptions<RunOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            Random.Shared.NextDouble,
            provider.GetRequiredService<IWakeQueue>(),
            provider.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(RunLoop).FullName!)));
        AddRecovery(services);
        builder.AddGrainService<SiloReporter>();
        services.AddSingleton<SiloReporters>();
        services.TryAddSingleton<Departure>();
        services.AddSingleton<SiloConditions>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<SiloConditions>());
        services.AddPlacementFilter<TakesRunsFilter, TakesRunsFilterDirector>(ServiceLifetime.Singleton);
        services.AddOptions<FlowOptions>().Validate(options => options.CacheBytes >= 0, "RayFlow:Flows:CacheBytes must not be negative.");
        services.AddOptions<RunOptions>().Validate(options => options.LeaseSeconds > 0, "RayFlow:Runs:LeaseSeconds must be greater than 0.")
            .Validate(options => options.MaxValueBytes >= 1024, "RayFlow:Runs:MaxValueBytes must be at least 1024.")
            .Validate(options => options.LargeValueBytes >= 1024, "RayFlow:Runs:LargeValueBytes must be at least 1024.")
            .Validate(options => options.SnapshotBytes >= 1024, "RayFlow:Runs:SnapshotBytes must be at least 1024.")
            .Validate(options => options.MaxTimeoutSeconds > 0, "RayFlow:Runs:MaxTimeoutSeconds must be greater than 0.")
            .Validate(options => options.Limits is { MaxLoopTurns: > 0, MaxParallelTurns: > 0, MaxDepth: > 0, MaxSignals: >= 0, MaxSignalBytes: >= 0, MaxSignalIds: >= 0 }, "RayFlow:Runs:Limits must not be negative, and its limits of turns and depth greater than 0.")
            .Validate(options => options.Limits is { MaxStateBytes: >= 1024, MaxJournalBytes: >= 1024, MaxStepsBetweenEvents: >= 1000 }, "RayFlow:Runs:Limits:MaxStateBytes and MaxJournalBytes must be at least 1024, MaxStepsBetweenEvents at least 1000.")
            .Validate(options => options.StepsPerTurn > 0, "RayFlow:Runs:StepsPerTurn must be greater than 0.")
            .Validate(options => options.KeepInMemorySeconds > 0, "RayFlow:Runs:KeepInMemorySeconds must be greater than 0.")
            .Validate(options => options.ReaderCacheBytes >= 1024 * 1024, "RayFlow:Runs:ReaderCacheBytes must be at least 1,048,576.");
        services.AddOptions<SiloLimits>().Validate(options => options.RunsInFlight > 0, "RayFlow:Limits:RunsInFlight must be greater than 0.");
        services.AddOptions<RecoveryOptions>().Validate(options => options.ReviewSeconds > 0, "RayFlow:Recovery:ReviewSeconds must be greater than 0.")
            .Validate(options => options.PeriodSeconds is > 0 and <= 3, "RayFlow:Recovery:PeriodSeconds must be greater than 0 and at most 3.")
            .Validate(options => options.BatchSize is > 0 and <= 10_000, "RayFlow:Recovery:BatchSize must be from 1 to 10,000.")
            .Validate(options => options.Parallelism > 0, "RayFlow:Recovery:Parallelism must be greater than 0.")
            .Validate(options => options.MaxTakeovers is > 0 and <= 1000, "RayFlow:Recovery:MaxTakeovers must be from 1 to 1,000.");
        services.AddOptions<NodeThreadOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<NodeThreadOptions>, NodeThreadOptionsValidator>();
        services.AddOptions<LightNodeOptions>().Validate(options => options.LightSeconds is >= 0.01 and <= 60, "RayFlow:Nodes:LightSeconds must be from 0.01 to 60.")
            .Validate(options => options.LightMaxStuck >= 1, "RayFlow:Nodes:LightMaxStuck must be at least 1.").ValidateOnStart();
        services.AddSingleton<LightNodes>();
        services.TryAddSingleton<SiloProblems>();
        services.AddSingleton<NodeThreads>();
        services.AddOptions<IoOptions>().PostConfigure(options => options.Validate()).ValidateOnStart();
        services.AddSingleton(provider => new HttpAccess(provider.GetRequiredService<IOptions<IoOptions>>().Value));
        services.AddSingleton(provider => new FileRoot(provider.GetRequiredService<IOptions<IoOptions>>().Value));
        services.AddOptions<RetentionOptions>().Validate(options => options.BatchSize > 0, "RayFlow:Retention:BatchSize must be greater than 0.")
            .Validate(options => options.PeriodSeconds > 0, "RayFlow:Retention:PeriodSeconds must be greater than 0.");
        services.CarryRayFlowExceptions();
        builder.AddIncomingGrainCallFilter<FailureFilter>();
        return builder;
    }

    private static void AddRecovery(IServiceCollection services)
    {
        services.AddSingleton<IClusterMembers, SiloMembers>();
        services.AddSingleton<IRunOwnership, IndexOwnership>();
        services.AddSingleton<IRunWaker, GrainWaker>();
        services.AddSingleton(provider => new WakeQueue(provider.GetRequiredService<TimeProvider>(), new Random()));
        services.AddSingleton<IWakeQueue>(provider => provider.GetRequiredService<WakeQueue>());
        services.AddSingleton(provider => new OwnedRuns(
            provider.GetRequiredService<IClusterMembers>(),
            provider.GetRequiredService<IRunOwnership>(),
            provider.GetRequiredService<IRunWaker>(),
            provider.GetRequiredService<WakeQueue>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<RecoveryOptions>>().Value,
            provider.GetRequiredService<ILogger<OwnedRuns>>()));
        services.AddSingleton<DatabaseHold>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<DatabaseHold>());
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, RunRecovery>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, MaintenanceKeeper>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, UnexplainedRuns>();
    }
}
