using RayFlow.Model.Values;

namespace RayFlow.Model.Nodes;

/// <summary>What one node of a flow is set to, with the type's defaults filled in.</summary>
/// <param name="Constants">The constants; unknown ones included.</param>
/// <param name="Config">The configuration.</param>
/// <param name="AnyInputNames">For a node that takes any input: the names of its free inputs in order, after those of its type.</param>
public sealed record NodeSettings(ValueMap Constants, ValueMap Config, IReadOnlyList<string> AnyInputNames)
{
    /// <summary>Nothing set.</summary>
    public static NodeSettings Empty { get; } = new(ValueMap.Empty, ValueMap.Empty, []);

    /// <summary>The variable that <c>config.variable_name</c> names, or null.</summary>
    public string? VariableName => Config.TryGetValue("variable_name", out var name) && name.Kind == ValueKind.Str ? name.AsStr() : null;
}
