using RayFlow.Model.Nodes;

namespace RayFlow.Nodes.Sdk;

/// <summary>Gives a pure node the run's variables, as they are when it is evaluated, in a ValueMap property.</summary>
/// <param name="access">All of them, or the one that <c>config.variable_name</c> names; a variable that does not exist is not in the map.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ReadsVariablesAttribute(VariableAccess access) : Attribute
{
    /// <summary>Which variables the property holds.</summary>
    public VariableAccess Access => access;
}
