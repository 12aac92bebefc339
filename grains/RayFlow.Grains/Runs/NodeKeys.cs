using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Nodes;

namespace RayFlow.Grains.Runs;

/// <summary>How a node instance is named and what it is handed.</summary>
internal static class NodeKeys
{
    /// <summary>The key of a node instance: <c>run/frame/node</c>, and for whom it is evaluated if it is a pure node.</summary>
    public static string Of(string runId, FlowGraph graph, RunNode run) => run.Consumer < 0
        ? $"{runId}/{run.Frame.Path}/{Frame.Escape(run.Node.Id)}"
        : $"{runId}/{run.Frame.Path}/{Frame.Escape(run.Node.Id)}@{Frame.Escape(graph.Nodes[run.Consumer].Id)}";

    /// <summary>An attempt as its node instance is handed it.</summary>
    public static StartNode Request(string runId, RunSession session, RunNode run, DateTimeOffset now) => new(
        runId,
        run.Frame.Id,
        run.Frame.Path,
        run.Node.Index,
        run.Node.Id,
        run.Node.Descriptor.Type,
        run.Attempt,
        PinValues.Inputs(run.Node, run.Inputs),
        run.Node.Settings.Constants,
        run.Node.Settings.Config,
        run.Node.Policy.TimeoutSeconds,
        run.Node.Settings.AnyInputNames,
        session.Header.TraceParent,
        run.Consumer,
        session.Header.Depth,
        now);
}
