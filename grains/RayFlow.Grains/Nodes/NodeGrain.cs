using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Orleans.Placement;
using RayFlow.GrainInterfaces.Nodes;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Failures;
using RayFlow.GrainInterfaces.Triggers;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Catalog;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Grains.Nodes;

/// <summary>One node instance: works on one attempt at a time, off the grain's turns, and reports to the run until it is heard.</summary>
[PreferLocalPlacement]
internal sealed class NodeGrain(NodeCatalog catalog, IGrainFactory grains, IServiceProvider provider, TimeProvider time, ILogger<NodeGrain> logger)
    : Grain, INodeGrain, IDisposable
{
    private static readonly TimeSpan LongestAttempt = TimeSpan.FromDays(365);

    private int _attempt;
    private CancellationTokenSource? _cancellation;

    public Task StartAsync(StartNode request, CancellationToken cancellationToken)
    {
        if (_cancellation is not null && _attempt == request.Attempt)
        {
            return Task.CompletedTask; // it runs, or is about to be reported
        }

        _cancellation?.Cancel();
        _attempt = request.Attempt;
        _cancellation = new CancellationTokenSource();
        DelayDeactivation(LongestAttempt);
        _ = WorkAsync(request, _cancellation);
        return Task.CompletedTask;
    }

    public Task CancelAsync(CancellationToken cancellationToken)
    {
        _cancellation?.Cancel();
        _cancellation = null;
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<bool> IsRunningAsync(int attempt, CancellationToken cancellationToken) => Task.FromResult(_cancellation is not null && _attempt == attempt);

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // A silo that stops ends what runs here; the run's lease starts it again elsewhere.
        _cancellation?.Cancel();
        return Task.CompletedTask;
    }

    public void Dispose() => _cancellation?.Dispose();

    private async Task WorkAsync(StartNode request, CancellationTokenSource cancellation)
    {
        using var activity = Telemetry.Source.StartActivity($"node {request.Type}", ActivityKind.Internal, request.TraceParent);
        activity?.SetTag("rayflow.run_id", request.RunId).SetTag("rayflow.node_id", request.NodeId).SetTag("rayflow.attempt", request.Attempt);
        var report = await RunAsync(request, cancellation.Token);
        if (report is not null)
        {
            activity?.SetStatus(report.Error is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error, report.Error?.Code);
            await ReportAsync(request.RunId, report, cancellation.Token);
        }

        if (ReferenceEquals(_cancellation, cancellation))
        {
            _cancellation = null;
            DeactivateOnIdle();
        }

        cancellation.Dispose();
    }

    private async Task<NodeReport?> RunAsync(StartNode request, CancellationToken cancelled)
    {
        var started = time.GetTimestamp();
        using var deadline = request.TimeoutSeconds is { } seconds ? new CancellationTokenSource(TimeSpan.FromSeconds(seconds), time) : new CancellationTokenSource();
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancelled);
        NodeReport Report(NodeResult? result, NodeError? error) => new(
            request.FrameId,
            request.NodeIndex,
            request.Attempt,
            error is null ? result!.Outputs : null,
            error is null ? null : new RunError(error.Code, error.Message, error.NodeId, request.Frame, request.Attempt),
            error?.Retryable ?? false,
            time.GetElapsedTime(started).TotalSeconds,
            [.. (result?.Log ?? []).Select(line => new NodeLogLine(line.At, line.Level.ToString().ToLowerInvariant(), line.Message))],
            request.Consumer);
        try
        {
            var result = await catalog.RunAsync(request.Type, request.Inputs, new NodeSettings(request.Constants, request.Config, request.FreeInputs), Context(request), linked.Token);
            return Report(result, result.Error);
        }
        catch (OperationCanceledException)
        {
            return cancelled.IsCancellationRequested
                ? null
                : Report(null, new NodeError("timeout", $"The attempt took longer than {request.TimeoutSeconds} seconds and was cancelled (policy.timeout_seconds)."));
        }
    }

    private NodeContext Context(StartNode request) => new()
    {
        RunId = request.RunId,
        Frame = request.Frame,
        NodeId = request.NodeId,
        Attempt = request.Attempt,
        IdempotencyKey = this.GetPrimaryKeyString(),
        Variables = new GrainVariables(grains.GetGrain<IVariableStoreGrain>(request.RunId), request.FrameId, request.NodeIndex),
        TimeProvider = time,
        Services = provider,
        EventSink = (name, payload, cancellationToken) => EmitAsync(request, name, payload, cancellationToken),
    };

    // Called by the node, outside the grain's turns, where a grain's own factory refuses to serve.
    private async Task<long> EmitAsync(StartNode request, string name, Value payload, CancellationToken cancellationToken)
    {
        var delivery = await grains.GetGrain<IEventGrain>(name).EmitAsync(new EmitEvent(this.GetPrimaryKeyString(), payload, request.Depth), cancellationToken);
        return delivery.Error is { } error ? throw new NodeException(error.Code, error.Message) : delivery.Delivered;
    }

    private async Task ReportAsync(string runId, NodeReport report, CancellationToken cancelled) => await Insistence.CallAsync(
        () => grains.GetGrain<IWorkflowGrain>(runId).ReportAsync(report, CancellationToken.None),
        () => !cancelled.IsCancellationRequested,
        failure => logger.ReportFailed(this.GetPrimaryKeyString(), failure),
        time);
}
