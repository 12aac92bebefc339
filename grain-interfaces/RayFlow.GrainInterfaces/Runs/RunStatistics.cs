namespace RayFlow.GrainInterfaces.Runs;

/// <summary>What a run did.</summary>
/// <param name="TotalSeconds">From the start to the end, or to now.</param>
/// <param name="NodesExecuted">Node instances that completed or failed, START, RETURN and evaluated pure nodes included, skipped ones not.</param>
/// <param name="NodesFailed">Node instances that failed.</param>
/// <param name="NodeSeconds">Seconds per node id, added up over its instances.</param>
/// <param name="Errors">Errors that did not end the run, and the one that did; the first 100.</param>
/// <param name="NodesTakenOver">Node instances that completed in another run, whose outputs this one has; they are not among those executed.</param>
[GenerateSerializer, Immutable, Alias("rayflow.RunStatistics")]
public sealed record RunStatistics(
    [property: Id(0)] double TotalSeconds,
    [property: Id(1)] long NodesExecuted,
    [property: Id(2)] long NodesFailed,
    [property: Id(3)] IReadOnlyDictionary<string, double> NodeSeconds,
    [property: Id(4)] IReadOnlyList<RunError> Errors,
    [property: Id(5)] long NodesTakenOver = 0);
