using System.ComponentModel;
using System.Text.Json;
using RayFlow.GrainInterfaces.Runs;

namespace RayFlow.Api.Runs;

[Description("A run as it was after one of its events, with a page of its node instances.")]
internal sealed record MomentBody(
    [property: Description("The event's number in the run's event stream.")] long Seq,
    [property: Description("When it happened, UTC.")] DateTimeOffset At,
    RunStatus Status,
    [property: Description("Frames in the order in which they opened, in each the nodes in their order; of frames that are over, those of which there is anything to tell.")] IReadOnlyList<MomentNodeBody> Nodes,
    [property: Description("The exec edges that enter these nodes.")] IReadOnlyList<MomentEdgeBody> Edges,
    Dictionary<string, JsonElement> Variables,
    [property: Description("What the run waited for, the first 100.")] IReadOnlyList<WaitBody> WaitingFor,
    [property: Description("The limits of flows and servers that the run waited for.")] IReadOnlyList<string> Limits,
    [property: Description("Send it as cursor to continue; null: there is no more.")] string? NextCursor);

[Description("A node instance at a moment.")]
internal sealed record MomentNodeBody(
    string NodeId,
    [property: Description("The frame such as for1[3]; empty for the root.")] string Frame,
    [property: Description("pending, ready, running, waiting, completed, failed, skipped, cancelled or taken_over.")] string State,
    [property: Description("The attempt that ran or had run last, from 1; 0 before it fired.")] int Attempt,
    Dictionary<string, JsonElement>? Inputs,
    Dictionary<string, JsonElement>? Outputs,
    ErrorBody? Error);

[Description("An exec edge at a moment.")]
internal sealed record MomentEdgeBody(
    [property: Description("Its id; for an edge without one, its ends: source.sourceHandle>target.targetHandle.")] string EdgeId,
    [property: Description("The frame of the node that it enters.")] string Frame,
    [property: Description("pending, live or dead.")] string State);

[Description("Why a node instance was what it was after one of the run's events.")]
internal sealed record ExplanationBody(
    string NodeId,
    [property: Description("The frame such as for1[3]; empty for the root.")] string Frame,
    [property: Description("The event's number.")] long Seq,
    [property: Description("As in a run's state.")] string State,
    [property: Description("start, fired, dead_edges, pending_edges, pending_sources, its_turn, never, evaluated or ended.")] string Reason,
    [property: Description("The same in a sentence.")] string Message,
    [property: Description("The edges that decided, or that were waited for.")] IReadOnlyList<ExplainedEdgeBody> Because);

[Description("An edge that decided over a node instance, with the cause of its own state.")]
internal sealed record ExplainedEdgeBody(
    string EdgeId,
    [property: Description("The node that it leaves.")] string Source,
    [property: Description("That node's frame.")] string Frame,
    [property: Description("pending, live or dead.")] string State,
    [property: Description("The state of the node that it leaves.")] string SourceState,
    [property: Description("How many edges lie between it and because that are not told.")] int Omitted,
    [property: Description("What decided over that node; empty where it began, and for a node that was told of before.")] IReadOnlyList<ExplainedEdgeBody> Because);
