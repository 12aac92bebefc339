using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Variables;

[Node("variables_exists", Icon = "book-check", Description = "Whether there is such a variable when it is read.")]
internal sealed class VariableExists : PureNode
{
    [Config]
    public required string VariableName { get; set; }

    [ReadsVariables(VariableAccess.One)]
    public ValueMap Variables { get; set; } = ValueMap.Empty;

    [Output]
    public bool Exists { get; private set; }

    public override void Evaluate() => Exists = Variables.ContainsKey(VariableName);
}
