using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Runs;

/// <summary>Child runs: their ids follow from the call, so that a call that is repeated after a crash finds the child that it started.</summary>
internal static class ChildRuns
{
    /// <summary>The id of the run that a call starts.</summary>
    public static string IdOf(string runId, Frame frame, GraphNode node, int attempt) => IdOf(runId, frame.Path, node.Id, attempt);

    /// <summary>The id of the run that a call started, also where the call's frame has left.</summary>
    public static string IdOf(string runId, string framePath, string nodeId, int attempt)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{runId}/{framePath}/{Frame.Escape(nodeId)}#{attempt}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));
    }

    /// <summary>What a call asks for.</summary>
    public static StartRun Request(string runId, CallFlow call, RunHeader header)
    {
        var (name, version) = Callee(call.Node);
        return new StartRun
        {
            FlowName = name,
            FlowVersion = version,
            Inputs = PinValues.Inputs(call.Node, call.Inputs),
            Parent = new ParentCall(runId, call.Frame.Id, call.Node.Index, call.Attempt),
            Depth = header.Depth + 1,
            TraceParent = header.TraceParent,
        };
    }

    /// <summary>What records a call that was over before its run had begun.</summary>
    public static StartRun Cancelled(string runId, CancelCall cancel, RunHeader header)
    {
        var (name, version) = Callee(cancel.Node);
        return new StartRun
        {
            FlowName = name,
            FlowVersion = version,
            Parent = new ParentCall(runId, cancel.Frame.Id, cancel.Node.Index, cancel.Attempt),
            Depth = header.Depth + 1,
            TraceParent = header.TraceParent,
            IsCancelled = true,
        };
    }

    /// <summary>What the answer to a start is for the parent: its end if it has ended or was refused, else null: the child tells of it.</summary>
    public static ChildEnded? Answer(StartRunResult started, CallFlow call, RunEnvironment silo)
    {
        if (started.Refusal is { } refusal)
        {
            var reasons = string.Concat((started.Diagnostics ?? []).Take(3).Select(problem => " " + problem.Message));
            return new ChildEnded
            {
                At = silo.Time.GetUtcNow(),
                Frame = call.Frame.Id,
                Node = call.Node.Index,
                Attempt = call.Attempt,
                Error = new NodeError(Code(refusal), started.Message + reasons, refusal == StartRefusal.Busy),
                Chance = silo.Chance(),
            };
        }

        return started.Run!.HasEnded ? EndOf(started.Run, new ParentCall("", call.Frame.Id, call.Node.Index, call.Attempt), silo) : null;
    }

    /// <summary>The end of a child that was to be cancelled and is over, or was never there.</summary>
    public static ChildEnded EndOf(CancelCall cancel, RunSummary? child, RunEnvironment silo) => child is null
        ? new ChildEnded
        {
            At = silo.Time.GetUtcNow(),
            Frame = cancel.Frame.Id,
            Node = cancel.Node.Index,
            Attempt = cancel.Attempt,
            Error = new NodeError("child_cancelled", "The child run was cancelled before it started."),
        }
        : EndOf(child, new ParentCall("", cancel.Frame.Id, cancel.Node.Index, cancel.Attempt), silo);

    /// <summary>The event that a child's end is for its parent.</summary>
    public static ChildEnded EndOf(RunSummary child, ParentCall call, RunEnvironment silo)
    {
        var ended = new ChildEnded { At = silo.Time.GetUtcNow(), Frame = call.Frame, Node = call.Node, Attempt = call.Attempt, Chance = silo.Chance() };
        return child.Status == RunStatus.Completed
            ? ended with { Result = child.Result ?? ValueMap.Empty }
            : ended with
            {
                Error = child.Error is { } error
                    ? new NodeError(error.Code, $"Child run {child.RunId} failed: {error.Message}")
                    : new NodeError("child_cancelled", $"Child run {child.RunId} was cancelled."),
            };
    }

    private static FlowReference Callee(GraphNode node) =>
        FlowReference.Parse(node.Settings.Constants.TryGetValue("FLOW", out var flow) && flow.Kind == ValueKind.Str ? flow.AsStr() : "");

    private static string Code(StartRefusal refusal) => refusal switch
    {
        StartRefusal.FlowNotFound => "flow_not_found",
        StartRefusal.TooDeep => "call_depth_exceeded",
        StartRefusal.InvalidInputs => "invalid_inputs",
        StartRefusal.Busy => "busy",
        _ => "invalid_flow",
    };
}
