namespace RayFlow.Storage.Flows;

/// <summary>A saved flow that an event starts.</summary>
/// <param name="Flow">The flow's name.</param>
/// <param name="Version">Its latest version.</param>
/// <param name="Inputs">The names of START's inputs in that version.</param>
public sealed record EventSubscription(string Flow, int Version, IReadOnlyList<string> Inputs);
