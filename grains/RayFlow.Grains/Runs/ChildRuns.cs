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
    public static string IdOf(string runId, Frame frame, GraphNode node, int attempt) => IdOf(runId, frame.Path, node, attempt);

    /// <summary>The id of the run that a call started, also where the call's frame has left.</summary>
    public static string IdOf(string runId, string framePath, GraphNode node, int attempt)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{runId}/{framePath}/{Frame.Escape(node.Id)}#{attempt}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));
    }

    /// <summary>Starts a child, or finds it started; its end if it has ended or was refused.</summary>
    public static async Task<ChildEnded?> StartAsync(string runId, CallFlow call, int depth, string? traceParent, IGrainFactory grains)
    {
        var (name, version) = FlowReference.Parse(call.Node.Settings.Constants.TryGetValue("FLOW", out var flow) && flow.Kind == ValueKind.Str ? flow.AsStr() : "");
        var started = await grains.GetGrain<IWorkflowGrain>(IdOf(runId, call.Frame, call.Node, call.Attempt)).StartAsync(
            new StartRun
            {
                FlowName = name,
                FlowVersion = version,
                Inputs = PinValues.Inputs(call.Node, call.Inputs),
                Parent = new ParentCall(runId, call.Frame.Id, call.Node.Index, call.Attempt),
                Depth = depth + 1,
                Detached = true,
                TraceParent = traceParent,
            },
            CancellationToken.None);
        if (started.Refusal is { } refusal)
        {
            var reasons = string.Concat((started.Diagnostics ?? []).Take(3).Select(problem => " " + problem.Message));
            return new ChildEnded { At = default, Frame = call.Frame.Id, Node = call.Node.Index, Attempt = call.Attempt, Error = new NodeError(Code(refusal), started.Message + reasons, false) };
        }

        return started.Run!.HasEnded ? EndOf(started.Run, new ParentCall(runId, call.Frame.Id, call.Node.Index, call.Attempt), default) : null;
    }

    /// <summary>The event that a child's end is for its parent.</summary>
    public static ChildEnded EndOf(RunSummary child, ParentCall call, DateTimeOffset at)
    {
        var ended = new ChildEnded { At = at, Frame = call.Frame, Node = call.Node, Attempt = call.Attempt, Chance = Random.Shared.NextDouble() };
        return child.Status == RunStatus.Completed
            ? ended with { Result = child.Result ?? ValueMap.Empty }
            : ended with
            {
                Error = child.Error is { } error
                    ? new NodeError(error.Code, $"Child run {child.RunId} failed: {error.Message}")
                    : new NodeError("child_cancelled", $"Child run {child.RunId} was cancelled."),
            };
    }

    private static string Code(StartRefusal refusal) => refusal switch
    {
        StartRefusal.FlowNotFound => "flow_not_found",
        StartRefusal.TooDeep => "call_depth_exceeded",
        StartRefusal.InvalidInputs => "invalid_inputs",
        _ => "invalid_flow",
    };
}
