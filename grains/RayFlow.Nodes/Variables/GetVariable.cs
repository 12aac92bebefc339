using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Variables;

[Node("variables_get", Label = "Get variable", Icon = "book-open",
    Description = "The variable's value when it is read. Fails with unknown_variable if there is none.")]
internal sealed class GetVariable : PureNode
{
    [Config]
    public required string VariableName { get; set; }

    [ReadsVariables(VariableAccess.One)]
    public ValueMap Variables { get; set; } = ValueMap.Empty;

    [Output]
    public Value Value { get; private set; }

    public override void Evaluate() => Value = Variables.TryGetValue(VariableName, out var value)
        ? value
        : throw new NodeException(NodeErrorCodes.UnknownVariable, $"There is no variable '{VariableName}'. Declare it in the flow, or set it first.");
}
