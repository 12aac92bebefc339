namespace RayFlow.Model.Nodes;

/// <summary>Which constant of a node instance adds exec outputs to those of its type.</summary>
public enum DynamicExecOutputs
{
    /// <summary>None does.</summary>
    None,

    /// <summary><c>CASES</c>: one <c>exec-case-i</c> per entry.</summary>
    Cases,

    /// <summary><c>COUNT</c>: <c>exec-0</c> to <c>exec-(COUNT-1)</c>.</summary>
    Count,
}
