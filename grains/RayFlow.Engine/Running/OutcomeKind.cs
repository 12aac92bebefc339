namespace RayFlow.Engine.Running;

/// <summary>How a run ended.</summary>
public enum OutcomeKind
{
    /// <summary>At a RETURN.</summary>
    Completed,

    /// <summary>By an error.</summary>
    Failed,

    /// <summary>By a request.</summary>
    Cancelled,
}
