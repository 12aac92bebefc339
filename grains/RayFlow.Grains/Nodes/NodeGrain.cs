using Microsoft.Extensions.Logging;
using Orleans.Placement;
using RayFlow.GrainInterfaces.Nodes;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Leaving;
using RayFlow.Grains.Runs;
using RayFlow.Model.Nodes;
using RayFlow.Nodes.Catalog;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Grains.Nodes;

/// <summary>One node instance: works on one attempt at a time, off the grain's turns and on threads of nodes, and reports to the run until it is heard.</summary>
[PreferLocalPlacement]
internal sealed class NodeGrain(
    NodeCatalog catalog, NodeThreads threads, NodesAtWork working, IGrainFactory grains, IServiceProvider provider, TimeProvider time, ILogger<NodeGrain> logger)
    : Grain, INodeGrain
{
    private static readonly TimeSpan LongestAttempt = TimeSpan.FromDays(365);

    // A run that cannot be told in this time finds by its lease that the node is lost.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    private NodeAttempt? _attempt;
    private Task _working = Task.CompletedTask;

    public async Task StartAsync(StartNode request, CancellationToken cancellationToken)
    {
        if (_attempt?.Number >= request.Attempt)
        {
            return; // it runs, is about to be reported, or is over
        }

        if (!await IsWantedAsync(request, cancellationToken))
        {
            if (_attempt is null)
            {
                DeactivateOnIdle();
            }

            return;
        }

        _attempt?.Cancel();
        _attempt = null;
        try
        {
            _attempt = NewAttempt(request, threads.Open(request.Type));
        }
        finally
        {
            if (_attempt is null)
            {
                DeactivateOnIdle();
            }
        }

        DelayDeactivation(LongestAttempt);
        _working = WorkAsync(_attempt);
    }

    public Task CancelAsync(CancellationToken cancellationToken)
    {
        _attempt?.Cancel();
        _attempt = null;
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<bool> IsRunningAsync(int attempt, CancellationToken cancellationToken) => Task.FromResult(_attempt?.Number == attempt);

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_attempt is { } attempt)
        {
            attempt.Lose();
            await Task.WhenAny(_working, Task.Delay(LastWords, cancellationToken));
            attempt.Cancel();
        }
    }

    /// <summary>Whether the run still waits for an attempt that was handed over a while ago; the message may have waited longer than the run did.</summary>
    private async Task<bool> IsWantedAsync(StartNode request, CancellationToken cancellationToken)
    {
        // An answer that is late itself says as little.
        for (var since = request.HandedAt; HandOver.IsLate(since, time);)
        {
            since = time.GetUtcNow();
            if (!await grains.GetGrain<IWorkflowGrain>(request.RunId).AwaitsAsync(request.FrameId, request.NodeIndex, request.Consumer, request.Attempt, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    private async Task WorkAsync(NodeAttempt attempt)
    {
        working.Begin();
        try
        {
            await attempt.RunAsync();
        }
        finally
        {
            working.End();
        }

        if (ReferenceEquals(_attempt, attempt))
        {
            _attempt = null;
            DeactivateOnIdle();
        }
    }

    private NodeAttempt NewAttempt(StartNode request, NodeLane lane)
    {
        var key = this.GetPrimaryKeyString();
        return new NodeAttempt(
            request,
            key,
            lane,
            catalog,
            over => ContextOf(request, key, over),
            report => grains.GetGrain<IWorkflowGrain>(request.RunId).ReportAsync(report, CancellationToken.None),
            time,
            logger);
    }

    private NodeContext ContextOf(StartNode request, string key, CancellationToken over)
    {
        var calls = new NodeCalls(key, time, logger, over);
        return new NodeContext
        {
            RunId = request.RunId,
            Frame = request.Frame,
            NodeId = request.NodeId,
            Attempt = request.Attempt,
            IdempotencyKey = key,
            Variables = new GrainVariables(grains.GetGrain<IVariableStoreGrain>(request.RunId), request.FrameId, request.NodeIndex, calls),
            TimeProvider = time,
            Services = provider,
            EventSink = new GrainEvents(grains, key, request.Depth, calls).EmitAsync,
        };
    }
}
