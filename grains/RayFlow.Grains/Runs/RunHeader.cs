using RayFlow.GrainInterfaces.Runs;

namespace RayFlow.Grains.Runs;

/// <summary>What a run is a run of. The first entry of its journal.</summary>
/// <param name="FlowHash">SHA-256 of the flow document, lower-case hexadecimal.</param>
/// <param name="FlowName">The flow's name; empty if it has none.</param>
/// <param name="FlowVersion">The version of a saved flow; null for a document that came with the request.</param>
/// <param name="Parent">The run that called this one; null if none did.</param>
/// <param name="Depth">How many runs are above it.</param>
/// <param name="TraceParent">W3C trace context of the caller, or null.</param>
internal sealed record RunHeader(string FlowHash, string FlowName, int? FlowVersion, ParentCall? Parent, int Depth, string? TraceParent);
