namespace RayFlow.Model.Nodes;

/// <summary>What a node may do, and so what running it costs.</summary>
public enum NodeKind
{
    /// <summary>Depends on its inputs alone; recomputed, never stored.</summary>
    Pure,

    /// <summary>Touches the world or the run's state; runs in its node grain, and its completion is stored.</summary>
    Effect,

    /// <summary>Steers the run; executed by the orchestrator itself.</summary>
    Control,
}
