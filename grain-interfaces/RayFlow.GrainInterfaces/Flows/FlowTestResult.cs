using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Flows;
using RayFlow.Model.Values;

namespace RayFlow.GrainInterfaces.Flows;

/// <summary>What a test of a flow came to.</summary>
/// <param name="Problem">Why the test cannot be read, or its flow not be found; null: it was run, unless its flow has errors.</param>
/// <param name="Pointer">A JSON pointer into the test to what is wrong with it; null: nothing is.</param>
/// <param name="Diagnostics">The errors of its flow or of its inputs; null: there are none.</param>
/// <param name="Seconds">How long the run took, in seconds of virtual time.</param>
/// <param name="Differences">Where it came to something else than expected; none: it passed.</param>
/// <param name="History">What became of each node instance.</param>
[GenerateSerializer, Immutable, Alias("rayflow.FlowTestResult")]
public sealed record FlowTestResult(
    [property: Id(0)] string? Problem,
    [property: Id(1)] string? Pointer = null,
    [property: Id(2)] IReadOnlyList<FlowDiagnostic>? Diagnostics = null,
    [property: Id(3)] double Seconds = 0,
    [property: Id(4)] IReadOnlyList<FlowTestDifference>? Differences = null,
    [property: Id(5)] IReadOnlyList<HistoryItem>? History = null);

/// <summary>Something that came otherwise than a test expects.</summary>
/// <param name="Path">A JSON pointer into the test.</param>
/// <param name="Expected">What it says there.</param>
/// <param name="Actual">What came; null: nothing.</param>
/// <param name="NodeId">The node where the ways parted; null: none in particular.</param>
/// <param name="Frame">Its frame.</param>
[GenerateSerializer, Immutable, Alias("rayflow.FlowTestDifference")]
public sealed record FlowTestDifference(
    [property: Id(0)] string Path,
    [property: Id(1)] Value Expected,
    [property: Id(2)] Value Actual,
    [property: Id(3)] string? NodeId,
    [property: Id(4)] string? Frame);
