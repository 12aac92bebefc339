namespace RayFlow.Engine.Forking;

/// <summary>A place in a run's journal from which another run may go on.</summary>
/// <param name="Events">How many events of the journal are before it.</param>
/// <param name="Steps">How many steps have been taken then.</param>
/// <param name="Sequence">The number of the last event of the run's event stream that is before it.</param>
public sealed record ForkPoint(int Events, long Steps, long Sequence);
