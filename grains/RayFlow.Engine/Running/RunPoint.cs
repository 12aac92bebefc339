namespace RayFlow.Engine.Running;

/// <summary>A place in the course of a run.</summary>
/// <param name="Events">How many events had been folded.</param>
/// <param name="Steps">How many steps had been taken.</param>
internal readonly record struct RunPoint(int Events, long Steps);
