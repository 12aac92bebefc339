using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Variables;

[Inline]
[Node("variables_set", Label = "Set variable", Icon = "book-plus",
    Description = "Sets a variable and passes the value through; one that was not declared is created. Fails if it is read-only "
        + "or declared with another type.")]
internal sealed class SetVariable : EffectNode
{
    [Config]
    public required string VariableName { get; set; }

    [Input, Output]
    public required Value Value { get; set; }

    public override Task RunAsync(NodeContext context, CancellationToken cancellationToken) =>
        context.Variables.SetAsync(VariableName, Value, cancellationToken);
}
