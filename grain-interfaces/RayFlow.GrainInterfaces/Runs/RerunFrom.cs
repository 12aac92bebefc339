using RayFlow.Model.Values;

namespace RayFlow.GrainInterfaces.Runs;

/// <summary>A new run takes over results of another run: those before one of its nodes, or all that would come out the same.</summary>
/// <param name="RunId">The other run.</param>
/// <param name="NodeId">The node to start again from; empty with <paramref name="ChangedOnly"/>.</param>
/// <param name="Inputs">Inputs of that node that are to be different, with <paramref name="ChangedOnly"/> of the run; or null.</param>
/// <param name="ChangedOnly">The whole flow runs again; effects and heavy nodes whose type, settings and inputs are equal are not executed.</param>
[GenerateSerializer, Immutable, Alias("rayflow.RerunFrom")]
public sealed record RerunFrom([property: Id(0)] string RunId, [property: Id(1)] string NodeId, [property: Id(2)] ValueMap? Inputs = null, [property: Id(3)] bool ChangedOnly = false);
