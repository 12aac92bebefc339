using RayFlow.Model.Values;

namespace RayFlow.GrainInterfaces.Nodes;

/// <summary>Hands one attempt of a node instance to its node grain.</summary>
/// <param name="RunId">The run.</param>
/// <param name="FrameId">The frame's number in the run.</param>
/// <param name="Frame">The frame's path such as <c>for1[3]</c>; empty for the root.</param>
/// <param name="NodeIndex">The node's index in the flow.</param>
/// <param name="NodeId">The node's id.</param>
/// <param name="Type">The node's type.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="Inputs">Every input, defaults filled in, each of its pin's type.</param>
/// <param name="Constants">The constants.</param>
/// <param name="Config">The configuration.</param>
/// <param name="TimeoutSeconds">How long the attempt may take; null: no limit of its own.</param>
/// <param name="FreeInputs">The names of freely named inputs, in order.</param>
/// <param name="TraceParent">W3C trace context of the run, or null.</param>
/// <param name="Consumer">For a pure node that is evaluated for a firing of another node: that node's index; else -1.</param>
/// <param name="Depth">How many runs are above the node's run; what the node emits starts runs one deeper.</param>
/// <param name="HandedAt">When its run handed it over, UTC by the clock of the run's silo, the beginning of time if that was not the first try; null: the run is on an earlier version.</param>
[GenerateSerializer, Immutable, Alias("rayflow.StartNode")]
public sealed record StartNode(
    [property: Id(0)] string RunId,
    [property: Id(1)] long FrameId,
    [property: Id(2)] string Frame,
    [property: Id(3)] int NodeIndex,
    [property: Id(4)] string NodeId,
    [property: Id(5)] string Type,
    [property: Id(6)] int Attempt,
    [property: Id(7)] ValueMap Inputs,
    [property: Id(8)] ValueMap Constants,
    [property: Id(9)] ValueMap Config,
    [property: Id(10)] double? TimeoutSeconds,
    [property: Id(11)] IReadOnlyList<string> FreeInputs,
    [property: Id(12)] string? TraceParent = null,
    [property: Id(13)] int Consumer = -1,
    [property: Id(14)] int Depth = 0,
    [property: Id(15)] DateTimeOffset? HandedAt = null);
