namespace RayFlow.Nodes.Sdk;

/// <summary>A line that a node wrote; it goes to the run's events.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Level">How important it is.</param>
/// <param name="Message">The text, at most <see cref="NodeContext.MaxLogMessage"/> characters.</param>
public sealed record LogLine(DateTimeOffset At, NodeLogLevel Level, string Message);
