using RayFlow.Model.Flows;

namespace RayFlow.GrainInterfaces.Flows;

/// <summary>What became of a <see cref="SaveFlow"/>.</summary>
/// <param name="Saved">The version that is the latest now; null if nothing was saved.</param>
/// <param name="Created">True if it is a new version.</param>
/// <param name="Conflict">True if <see cref="SaveFlow.IfVersion"/> was not the latest; <paramref name="Saved"/> is then the latest.</param>
/// <param name="Diagnostics">Every problem of the document; a document with errors is saved all the same (it may be work in progress) unless it cannot be read at all.</param>
[GenerateSerializer, Immutable, Alias("rayflow.SaveFlowResult")]
public sealed record SaveFlowResult(
    [property: Id(0)] FlowVersion? Saved,
    [property: Id(1)] bool Created,
    [property: Id(2)] bool Conflict,
    [property: Id(3)] IReadOnlyList<FlowDiagnostic> Diagnostics);
