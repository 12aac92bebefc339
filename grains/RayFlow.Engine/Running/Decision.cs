namespace RayFlow.Engine.Running;

/// <summary>What follows from an event.</summary>
/// <param name="Instructions">What to do in the world, in order.</param>
/// <param name="HasMore">True if the engine stopped in the middle of a long computation; give it a <see cref="Model.Runs.Continued"/>.</param>
/// <param name="TookEffect">Whether the event changed anything; false for one that concerns what is over or never was, and for a <see cref="Model.Runs.Continued"/>.</param>
public readonly record struct Decision(IReadOnlyList<Instruction> Instructions, bool HasMore, bool TookEffect);
