using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Orleans.Runtime;

/// <summary>The silo of a host.</summary>
internal sealed class Silo : IDisposable
{
    private readonly LocalCluster _cluster;
    private readonly IIncomingGrainCallFilter[] _filters;
    private readonly ConcurrentDictionary<Activation, byte> _activations = new();
    private readonly ConcurrentDictionary<GrainId, StatelessWorkers> _workers = new();

    public Silo(IServiceProvider services, IOptions<SiloMessagingOptions> messaging, IOptions<GrainCollectionOptions> collection, IOptions<ClusterMembership> membership, IOptions<ClusterOptions> cluster, ILogger<Silo> logger, [FromKeyedServices(TimeProviderNames.ActivationManagement)] TimeProvider time)
    {
        Services = services;
        Logger = logger;
        CollectionOptions = collection.Value;
        Collector = new ActivationCollector(collection.Value, time);
        Runtime = new GrainRuntime(messaging.Value, services) { Silo = this };
        Details = new SiloDetails(
            services.GetRequiredService<IOptions<SiloOptions>>().Value,
            cluster.Value,
            services.GetRequiredService<IOptions<EndpointOptions>>().Value);
        _cluster = LocalCluster.Of(membership.Value, cluster.Value);
        _filters = [.. services.GetServices<IIncomingGrainCallFilter>()];
    }

    /// <summary>The context of a flow that nothing was put into.</summary>
    public static ExecutionContext EmptyContext { get; } = CaptureEmptyContext();

    public IServiceProvider Services { get; }

    public ILogger Logger { get; }

    public GrainCollectionOptions CollectionOptions { get; }

    public ActivationCollector Collector { get; }

    public GrainRuntime Runtime { get; }

    public SiloDetails Details { get; }

    public StagedLifecycle Lifecycle { get; } = new();

    public LocalCluster Cluster => _cluster;

    public int ActivationCount => _activations.Count;

    public IEnumerable<Activation> Activations => _activations.Keys;

    /// <summary>Whether it accepts no more requests.</summary>
    public bool IsStopped { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var participant in Services.GetServices<ILifecycleParticipant<ISiloLifecycle>>())
        {
            participant.Participate(Lifecycle);
        }

        Lifecycle.Subscribe(nameof(Silo), ServiceLifecycleStage.RuntimeInitialize, _ => Initialize(), _ => Close());
        Lifecycle.Subscribe(nameof(Silo), ServiceLifecycleStage.BecomeActive, _ => Join(), LeaveAsync);
        await Lifecycle.OnStart(cancellationToken);
        Log.SiloStarted(Logger, Details.Name, Details.SiloAddress, Details.ClusterId);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Lifecycle.OnStop(cancellationToken);
        }
        finally
        {
            await Close();
        }
    }

    /// <summary>Ends the silo as if its process had died.</summary>
    public void Kill()
    {
        IsStopped = true;
        _cluster.Leave(this);
        Collector.Dispose();
        AbandonActivations();
        _cluster.FailCallsOf(this);
        Runtime.Stop();
    }

    public void Add(Activation activation) => _activations.TryAdd(activation, 0);

    public void Remove(Activation activation)
    {
        _cluster.Remove(activation);
        _activations.TryRemove(activation, out _);
    }

    public StatelessWorkers WorkersOf(GrainClass grainClass, GrainId id) => _workers.GetOrAdd(id, id => new StatelessWorkers(this, grainClass, id));

    /// <summary>The filters that calls of a grain go through, or null if there are none.</summary>
    public IIncomingGrainCallFilter[]? FiltersOf(object grain) => grain is IIncomingGrainCallFilter own ? [.. _filters, own]
        : _filters.Length > 0 ? _filters
        : null;

    public void Dispose()
    {
        Collector.Dispose();
        Runtime.Dispose();
    }

    private Task Initialize()
    {
        Runtime.Start(_cluster);
        return Task.CompletedTask;
    }

    private Task Join()
    {
        _cluster.Join(this);
        Collector.Start(() => Activations);
        return Task.CompletedTask;
    }

    /// <summary>Deactivates all grains. Those that take too long are abandoned, so that one that hangs does not keep the process from ending.</summary>
    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        _cluster.Leave(this);
        Collector.Dispose();
        IsStopped = true;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(CollectionOptions.DeactivationTimeout);
        while (!_activations.IsEmpty && !timeout.IsCancellationRequested)
        {
            var leaving = Activations.ToArray();
            foreach (var activation in leaving)
            {
                activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The silo is shutting down."), timeout.Token);
            }

            await Task.WhenAll(leaving.Select(activation => activation.Deactivated)).WaitAsync(timeout.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!_activations.IsEmpty)
        {
            Log.ActivationsAbandoned(Logger, _activations.Count);
            AbandonActivations();
        }
    }

    private void AbandonActivations()
    {
        foreach (var activation in Activations)
        {
            activation.Abandon();
        }
    }

    private Task Close()
    {
        Runtime.Stop();
        return Task.CompletedTask;
    }

    private static ExecutionContext CaptureEmptyContext()
    {
        ExecutionContext? context = null;
        var thread = new Thread(() => context = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return context!;
    }
}
