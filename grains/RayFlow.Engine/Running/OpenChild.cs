namespace RayFlow.Engine.Running;

/// <summary>A child run that was asked for and whose end has not come.</summary>
/// <param name="Frame">The number of the calling node's frame, which may have left.</param>
/// <param name="FramePath">That frame's path; empty for the root.</param>
/// <param name="Node">The calling node's index.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="IsCancelled">Whether its result is not wanted any more, so that it is to be cancelled until its end comes.</param>
public readonly record struct OpenChild(long Frame, string FramePath, int Node, int Attempt, bool IsCancelled);
