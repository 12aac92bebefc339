using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>How a run ended.</summary>
/// <param name="Kind">Completed, failed or cancelled.</param>
/// <param name="At">When, UTC.</param>
/// <param name="ReturnNode">The id of the RETURN that ended it; null if none did.</param>
/// <param name="Result">That RETURN's inputs.</param>
/// <param name="StatusCode">Its status code.</param>
/// <param name="Error">Why it failed.</param>
public sealed record Outcome(
    OutcomeKind Kind,
    DateTimeOffset At,
    string? ReturnNode = null,
    ValueMap? Result = null,
    int? StatusCode = null,
    RaisedError? Error = null);
