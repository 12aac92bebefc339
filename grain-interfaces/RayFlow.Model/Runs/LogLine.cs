namespace RayFlow.Model.Runs;

/// <summary>A line that a node wrote to the run's events.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Level"><c>debug</c>, <c>info</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="Message">The line.</param>
public sealed record LogLine(DateTimeOffset At, string Level, string Message);
