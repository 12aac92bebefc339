using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Orleans.Runtime;

/// <summary>What a host, be it a silo or a client, makes references and calls with.</summary>
internal sealed class GrainRuntime(MessagingOptions options, IServiceProvider services) : IDisposable
{
    private LocalCluster? _cluster;

    public MessagingOptions Options { get; } = options;

    public IServiceProvider Services { get; } = services;

    /// <summary>Whether calls carry the current activity.</summary>
    public bool PropagatesActivities { get; } = services.GetRequiredService<IOptions<ActivityPropagation>>().Value.Enabled;

    public TimeSpan ResponseTimeout => Debugger.IsAttached ? Options.ResponseTimeoutWithDebugger : Options.ResponseTimeout;

    public PendingCalls Pending { get; } = new();

    /// <summary>The silo of this host; null for a client.</summary>
    public Silo? Silo { get; init; }

    /// <summary>Connects the host to a cluster of this process.</summary>
    public void Start(LocalCluster cluster)
    {
        _cluster = cluster;
        cluster.Add(this);
        Pending.Start(ResponseTimeout);
    }

    /// <summary>Fails the calls that wait, and those that will be made.</summary>
    public void Stop()
    {
        _cluster?.Remove(this);
        Pending.Close(new SiloUnavailableException("The Orleans host is shutting down and can no longer process requests."));
    }

    public GrainReference CreateReference(Type interfaceType, GrainId id) => GrainInterface.Of(interfaceType).CreateReference(this, id);

    /// <summary>Puts a turn in the queue of its grain, which is activated if it is not.</summary>
    public void Send(GrainReference reference, Turn turn)
    {
        if (reference.Target is { } last && last.TryEnqueue(turn))
        {
            return;
        }

        try
        {
            var cluster = _cluster ?? throw new InvalidOperationException("The Orleans host is not started.");
            var target = cluster.Locate(reference.GrainId, Silo);
            while (!target.TryEnqueue(turn))
            {
                target = cluster.Locate(reference.GrainId, Silo);
            }

            reference.Target = target;
        }
        catch (Exception exception)
        {
            turn.OnNotRun(exception);
        }
    }

    public void Dispose() => Pending.Dispose();
}
