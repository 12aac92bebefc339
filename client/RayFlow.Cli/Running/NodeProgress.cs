namespace RayFlow.Cli.Running;

/// <summary>One node instance as the events have told so far.</summary>
/// <param name="NodeId">The node.</param>
/// <param name="Frame">Its frame; empty for the root.</param>
/// <param name="State">running, waiting, retrying, completed, failed, skipped or cancelled.</param>
/// <param name="Note">What is to be said beside its name: how long, why.</param>
internal sealed record NodeProgress(string NodeId, string Frame, string State, string Note = "")
{
    public bool HasSettled => State is "completed" or "failed" or "skipped" or "cancelled";
}
