using System.Text.Json;
using RayFlow.Engine.Moments;
using RayFlow.Engine.Planning;
using RayFlow.GrainInterfaces.Runs;

namespace RayFlow.Grains.Runs;

/// <summary>Moments of runs in the words of those who ask for them.</summary>
internal static class MomentMessages
{
    private static readonly string[] States = [.. Enum.GetNames<InstanceState>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];
    private static readonly string[] Reasons = [.. Enum.GetNames<ExplainedBy>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    /// <summary>What a run was like after an event.</summary>
    public static MomentAnswer Answer(string runId, RunRecording recording, MomentQuery query)
    {
        var at = query.At ?? recording.Sequence;
        if (at < 1 || at > recording.Sequence)
        {
            return new MomentAnswer(null, recording.Sequence);
        }

        var moment = recording.At(at, query.Frame, Math.Max(0, query.After), Math.Clamp(query.Limit, 1, 1000));
        return new MomentAnswer(
            new MomentPage
            {
                Sequence = at,
                At = moment.At,
                Status = StatusOf(moment.Stage),
                Nodes = [.. moment.Instances.Select(NodeOf)],
                Edges = [.. moment.Instances.SelectMany(instance => instance.Edges.Select(edge => new MomentEdge(edge.Edge, instance.Frame, edge.IsLive)))],
                Variables = moment.Variables,
                WaitingFor = [.. moment.Waits.Select(wait => WaitOf(runId, wait))],
                Next = moment.Next,
            },
            recording.Sequence);
    }

    /// <summary>Why an instance was what it was after an event.</summary>
    public static ExplainAnswer Answer(RunRecording recording, FlowGraph graph, ExplainQuery query)
    {
        var at = query.At ?? recording.Sequence;
        var node = graph.Index.TryGetValue(query.NodeId, out var index) ? graph.Nodes[index] : null;
        var found = node is null || at < 1 || at > recording.Sequence ? null : recording.Explain(node, query.Frame, at);
        return new ExplainAnswer(
            found is null ? null : new NodeExplanation(
                found.Node.Id, found.Frame, at, States[(int)found.State], Reasons[(int)found.Reason], ExplanationText.Of(found), [.. found.Because.Select(EdgeOf)]),
            recording.Sequence,
            node is not null);
    }

    public static string NameOf(InstanceState state) => States[(int)state];

    private static ExplainedEdge EdgeOf(DecidingEdge edge) =>
        new(edge.Edge, edge.Source.Id, edge.Frame, edge.IsLive, States[(int)edge.SourceState], edge.Omitted, [.. edge.Because.Select(EdgeOf)]);

    private static MomentNode NodeOf(InstanceMoment instance) => new(
        instance.Node.Id,
        instance.Frame,
        States[(int)instance.State],
        instance.Attempt,
        instance.Inputs is { } inputs ? PinValues.Inputs(instance.Node, inputs) : null,
        instance.Outputs is { } outputs ? PinValues.Outputs(instance.Node, outputs) : null,
        instance.Error is { } error ? new RunError(error.Code, error.Message, error.NodeId ?? instance.Node.Id, instance.Frame, instance.Attempt) : null);

    private static RunWait WaitOf(string runId, InstanceWait wait) => wait switch
    {
        { IsRetry: true } => new RunWait("retry", wait.Node.Id, wait.Frame, "", wait.DueAt),
        { Signal: { } signal } => new RunWait("signal", wait.Node.Id, wait.Frame, signal, wait.DueAt),
        { Node.Operation: Model.Nodes.ControlOperation.Call } => new RunWait("child_run", wait.Node.Id, wait.Frame, ChildRuns.IdOf(runId, wait.Frame, wait.Node.Id, wait.Attempt), wait.DueAt),
        _ => new RunWait("timer", wait.Node.Id, wait.Frame, "", wait.DueAt),
    };

    private static RunStatus StatusOf(RunStage stage) => stage switch
    {
        RunStage.Running => RunStatus.Running,
        RunStage.Waiting => RunStatus.Waiting,
        RunStage.Paused => RunStatus.Paused,
        RunStage.Completed => RunStatus.Completed,
        RunStage.Failed => RunStatus.Failed,
        _ => RunStatus.Cancelled,
    };
}
