namespace RayFlow.Model.Flows;

/// <summary>When a node with several incoming exec edges fires. Edges are counted, not source nodes.</summary>
/// <param name="Mode">The rule.</param>
/// <param name="Count">For <see cref="JoinMode.Count"/>: how many live edges it takes, at least 1.</param>
public readonly record struct Join(JoinMode Mode, int Count = 0)
{
    /// <summary>The default: all settled, one live.</summary>
    public static Join All => new(JoinMode.All);
}
