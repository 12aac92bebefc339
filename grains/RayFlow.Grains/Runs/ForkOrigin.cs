namespace RayFlow.Grains.Runs;

/// <summary>Where the past of a run is read.</summary>
/// <param name="RunId">The run whose journal has it.</param>
/// <param name="Events">How many events of that run, those of its own past included.</param>
/// <param name="Sequence">The number of the last event of its event stream that is a part of it.</param>
/// <param name="Generation">How many pasts are read one through the other: 1 for a fork of a run that has its own.</param>
internal sealed record ForkOrigin(string RunId, int Events, long Sequence, int Generation);
