using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Nodes;

namespace RayFlow.Grains.Runs;

/// <summary>What a run is a run of, and what it takes for granted for good. The first entry of its journal.</summary>
/// <param name="FlowHash">SHA-256 of the flow document, lower-case hexadecimal.</param>
/// <param name="FlowName">The flow's name; empty if it has none.</param>
/// <param name="FlowVersion">The version of a saved flow; null for a document that came with the request.</param>
/// <param name="Parent">The run that called this one; null if none did.</param>
/// <param name="Depth">How many runs are above it.</param>
/// <param name="TraceParent">W3C trace context of the caller, or null.</param>
/// <param name="Limits">The limits that were configured when it started; null in journals of versions that did not record them.</param>
/// <param name="NodeTypes">The node types of the flow that are not built in, as they were when it started, by name; null in journals of versions that did not record them.</param>
/// <param name="Origin">Where its past is read, before the entries of its own journal; null: it has none but its own.</param>
internal sealed record RunHeader(
    string FlowHash,
    string FlowName,
    int? FlowVersion,
    ParentCall? Parent,
    int Depth,
    string? TraceParent,
    RunLimits? Limits = null,
    IReadOnlyDictionary<string, NodeTypeMark>? NodeTypes = null,
    ForkOrigin? Origin = null)
{
    /// <summary>The limits that every replay of the run uses, whatever is configured now.</summary>
    public RunLimits LimitsInForce => Limits ?? RunLimits.Unrecorded;
}
