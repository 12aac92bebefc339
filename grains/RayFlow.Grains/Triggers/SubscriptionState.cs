namespace RayFlow.Grains.Triggers;

/// <summary>The flows that an event starts, as they are stored.</summary>
public sealed class SubscriptionState
{
    /// <summary>Their names, in the order in which they subscribed.</summary>
    public List<string> Flows { get; set; } = [];
}
