namespace RayFlow.Model.Flows;

/// <summary>The rule of a <see cref="Join"/>.</summary>
public enum JoinMode
{
    /// <summary>When all edges are settled: fires if one is live, is skipped if all are dead.</summary>
    All,

    /// <summary>At the first live edge, once; the others are absorbed.</summary>
    Any,

    /// <summary>As all, but a dead edge fails the node.</summary>
    Strict,

    /// <summary><c>n_of_m</c>: at the n-th live edge; skipped when n can no longer come.</summary>
    Count,
}
