using System.Globalization;
using Microsoft.Extensions.Options;
using RayFlow.Engine.Forking;
using RayFlow.Engine.Planning;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Flows;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Runs;

/// <summary>Looks at a request for a fork before anything is recorded: finds the point, and holds what is to differ against the flow and the run.</summary>
internal sealed class ForkHandler(CompiledFlows flows, JournalReader journals, TimeProvider time, IOptions<RunOptions> options)
{
    // Each generation is read when the run comes into memory.
    private const int MostGenerations = 100;

    /// <summary>A refusal, or everything that the start takes.</summary>
    public async Task<RunPlan> PlanAsync(StartRun request, ForkFrom fork, CancellationToken cancellationToken)
    {
        if (await journals.ReadAsync(fork.RunId, null, cancellationToken) is not { } record)
        {
            return Refuse(StartRefusal.RunNotFound, $"Run '{fork.RunId}' does not exist. Look it up under /api/runs.");
        }

        var flow = await flows.LoadAsync(record.Header, cancellationToken);
        var points = new ForkPoints(flow.Graph, record.Limits, record.Events);
        var node = fork.NodeId is { } id && flow.Graph.Index.TryGetValue(id, out var index) ? flow.Graph.Nodes[index] : null;
        var point = fork.At is { } at ? points.After(at) : node is null ? null : points.Before(node, fork.Frame);
        if (point is null)
        {
            return NoSuchPoint(fork, node);
        }

        var origin = OriginOf(record, fork.RunId, point);
        if (origin.Generation > MostGenerations)
        {
            return Refuse(StartRefusal.TooDeep, $"The run would be the {origin.Generation}th fork of a fork; at most {MostGenerations} are allowed. Fork an earlier one, or run the flow anew.");
        }

        var now = Moment.Now(time);
        var header = record.Header with { Parent = null, TraceParent = request.TraceParent, Origin = origin };
        var session = RunSession.Fork(header, flow, record with { Events = [.. record.Events.Take(point.Events)] }, point.Steps, now, options.Value, time);
        if (session.State.Outcome is not null)
        {
            return Refuse(StartRefusal.RunEnded, string.Create(CultureInfo.InvariantCulture, $"Run '{fork.RunId}' has ended with event {point.Sequence}: there is nothing to go on from. Choose an earlier event."));
        }

        if (ForkRules.Misfit(session.State, node, fork.Inputs, fork.Outputs, fork.Variables) is { } misfit)
        {
            return Refuse(StartRefusal.InvalidFork, misfit);
        }

        await flows.StoreAsync(flow, cancellationToken);
        var path = node is null ? "" : fork.Frame.Length == 0 ? Engine.Running.Frame.Escape(node.Id) : $"{fork.Frame}/{Engine.Running.Frame.Escape(node.Id)}";
        return new RunPlan(null, session, new RunForked
        {
            At = now,
            Origin = fork.RunId,
            Sequence = point.Sequence,
            Overrides = fork.Inputs is { } inputs ? ValueMap.Of((path, inputs)) : null,
            Pinned = fork.Outputs is { } outputs ? ValueMap.Of((path, outputs)) : null,
            Variables = fork.Variables,
        });
    }

    /// <summary>A point in a run's past is one of the run that has it: pasts are not read through more runs than need be.</summary>
    private static ForkOrigin OriginOf(RunRecord record, string runId, ForkPoint point) =>
        record.Header.Origin is { } before && point.Events <= before.Events
            ? before with { Events = point.Events, Sequence = point.Sequence }
            : new ForkOrigin(runId, point.Events, point.Sequence, (record.Header.Origin?.Generation ?? 0) + 1);

    private static RunPlan NoSuchPoint(ForkFrom fork, GraphNode? node) => fork.At is { } at
        ? Refuse(StartRefusal.NoSuchEvent, string.Create(CultureInfo.InvariantCulture, $"Run '{fork.RunId}' has no event {at} so far. GET /api/runs/{fork.RunId}/events tells those that it has."))
        : node is null
            ? Refuse(StartRefusal.NodeNotFound, $"The flow of run '{fork.RunId}' has no node '{fork.NodeId}'. GET /api/runs/{fork.RunId}/flow tells what it has.")
            : Refuse(StartRefusal.NoSuchEvent, $"Node '{node.Id}' has not fired in frame '{fork.Frame}' of run '{fork.RunId}'. GET /api/runs/{fork.RunId}/history tells which instances have.");

    private static RunPlan Refuse(StartRefusal refusal, string message) => new(new StartRunResult(null, refusal, message), null, null);
}
