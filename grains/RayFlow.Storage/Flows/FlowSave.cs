namespace RayFlow.Storage.Flows;

/// <summary>What became of a <see cref="FlowDraft"/>.</summary>
/// <param name="Latest">The latest version now; null if there is none.</param>
/// <param name="IsNew">Whether the draft is that version, and was none before.</param>
/// <param name="IsConflict">Whether another version than the expected one was the latest; nothing was saved.</param>
public readonly record struct FlowSave(FlowRow? Latest, bool IsNew, bool IsConflict);
