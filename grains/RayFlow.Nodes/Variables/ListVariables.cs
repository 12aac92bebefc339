using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Variables;

[Node("variables_list", Label = "List variables", Icon = "library", Description = "All variables of the run when they are read.")]
internal sealed class ListVariables : PureNode
{
    [ReadsVariables(VariableAccess.All)]
    public ValueMap All { get; set; } = ValueMap.Empty;

    [Output]
    public ValueMap Variables { get; private set; } = ValueMap.Empty;

    public override void Evaluate() => Variables = All;
}
