namespace RayFlow.Model.Nodes;

/// <summary>Whether and what a pure node reads of the run's variables when it is evaluated.</summary>
public enum VariableAccess
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The one that <c>config.variable_name</c> names.</summary>
    One,

    /// <summary>All of them.</summary>
    All,
}
