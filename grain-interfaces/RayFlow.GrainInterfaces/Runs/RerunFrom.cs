using RayFlow.Model.Values;

namespace RayFlow.GrainInterfaces.Runs;

/// <summary>A new run takes over every result of another run before one of its nodes.</summary>
/// <param name="RunId">The other run.</param>
/// <param name="NodeId">The node to start again from.</param>
/// <param name="Inputs">Inputs of that node that are to be different, or null.</param>
[GenerateSerializer, Immutable, Alias("rayflow.RerunFrom")]
public sealed record RerunFrom([property: Id(0)] string RunId, [property: Id(1)] string NodeId, [property: Id(2)] ValueMap? Inputs = null);
