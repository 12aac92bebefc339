using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Variables;

[Inline]
[Node("variables_delete", Label = "Delete variable", Icon = "book-minus",
    Description = "Deletes a variable; says whether there was one. Fails if it is read-only.")]
internal sealed class DeleteVariable : EffectNode
{
    [Config]
    public required string VariableName { get; set; }

    [Output]
    public bool Deleted { get; private set; }

    public override async Task RunAsync(NodeContext context, CancellationToken cancellationToken) =>
        Deleted = await context.Variables.DeleteAsync(VariableName, cancellationToken);
}
