using System.Diagnostics;
using Microsoft.Extensions.Logging;
using RayFlow.GrainInterfaces.Nodes;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Failures;
using RayFlow.Model.Nodes;
using RayFlow.Nodes.Catalog;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Grains.Nodes;

#pragma warning disable CA1001 // Sources without timers hold nothing to dispose of, and who cancels them may come late.
/// <summary>
/// One attempt of a node instance: runs it on its lane, and tells its run what became of it until it is heard. Whatever happens ends in a report,
/// unless nobody wants one. Used in the turns of the node's grain.
/// </summary>
/// <param name="request">What to run.</param>
/// <param name="key">The node instance.</param>
/// <param name="lane">Where its code runs.</param>
/// <param name="catalog">The node types.</param>
/// <param name="contextOf">Makes what the node may use until the token is cancelled.</param>
/// <param name="report">Tells the run.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed class NodeAttempt(
    StartNode request,
    string key,
    NodeLane lane,
    NodeCatalog catalog,
    Func<CancellationToken, NodeContext> contextOf,
    Func<NodeReport, Task> report,
    TimeProvider time,
    ILogger logger)
{
    private readonly Retry _retry = new(time, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), Random.Shared.NextDouble);
    private readonly CancellationTokenSource _over = new();
    private readonly CancellationTokenSource _unwanted = new();

    /// <summary>The attempt's number, from 1.</summary>
    public int Number => request.Attempt;

    /// <summary>Ends the attempt; nobody wants its report.</summary>
    public void Cancel()
    {
        _unwanted.Cancel();
        _over.Cancel();
    }

    /// <summary>Ends the attempt, if its outcome is not known yet, since it cannot go on here: its run is to start it again.</summary>
    public void Lose() => _over.Cancel();

    /// <summary>Runs the attempt and tells its run. Throws nothing.</summary>
    public async Task RunAsync()
    {
        using var activity = Telemetry.Source.StartActivity($"node {request.Type}", ActivityKind.Internal, request.TraceParent);
        activity?.SetTag("rayflow.run_id", request.RunId).SetTag("rayflow.node_id", request.NodeId).SetTag("rayflow.attempt", request.Attempt);
        if (await WorkAsync() is { } outcome)
        {
            activity?.SetStatus(outcome.Error is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error, outcome.Error?.Code);
            await _retry.UntilAsync(() => report(outcome), _ => true, _unwanted.Token, failure => logger.ReportFailed(key, failure));
        }
    }

    private async Task<NodeReport?> WorkAsync()
    {
        var accepted = time.GetTimestamp();
        NodeContext? context = null;
        NodeReport Outcome(NodeResult? result, NodeError? error, bool isLost = false) => new(
            request.FrameId,
            request.NodeIndex,
            request.Attempt,
            error is null ? result!.Outputs : null,
            error is null ? null : new RunError(error.Code, error.Message, error.NodeId, request.Frame, request.Attempt),
            error?.Retryable ?? false,
            time.GetElapsedTime(accepted).TotalSeconds,
            [.. (context?.LogLines ?? []).Select(line => new NodeLogLine(line.At, line.Level.ToString().ToLowerInvariant(), line.Message))],
            request.Consumer,
            isLost);
        try
        {
            using var deadline = new Deadline(time);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, deadline.Token, lane.Refused);
            context = contextOf(end.Token);
            _ = StartAsync(deadline);
            try
            {
                var settings = new NodeSettings(request.Constants, request.Config, request.FreeInputs);
                var result = await catalog.RunAsync(request.Type, request.Inputs, settings, context, lane, end.Token);
                return Outcome(result, result.Error);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                lane.Abandon();
                return _unwanted.IsCancellationRequested ? null
                    : _over.IsCancellationRequested ? Outcome(null, new NodeError("node_lost", "The silo that worked on the node gave it up."), isLost: true)
                    : lane.Refusal is { } refusal ? Outcome(null, refusal)
                    : Outcome(null, new NodeError("timeout", $"The attempt took longer than {request.TimeoutSeconds} seconds and was cancelled (policy.timeout_seconds)."));
            }
        }
        catch (Exception failure)
        {
            // Not of the node, whose failures are results. A run that hears nothing would wait for ever.
            logger.AttemptFailed(key, request.Attempt, failure);
            return Outcome(null, new NodeError(NodeErrorCodes.NodeFailed, $"The attempt could not be made: {failure.Message}"));
        }
    }

    // Its time runs from when it has a thread: a silo that is busy fails nobody's node.
    private async Task StartAsync(Deadline deadline)
    {
        if (request.TimeoutSeconds is { } seconds)
        {
            await lane.Begun.ConfigureAwait(false);
            deadline.Start(TimeSpan.FromSeconds(seconds));
        }
    }
}
