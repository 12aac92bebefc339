using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Variables;

[Inline]
[Node("variables_increment", Label = "Increment variable", Icon = "book-up",
    Description = "Adds to a variable as one step and gives the sum. Fails if it does not exist, is no number or is read-only, or "
        + "with overflow.")]
internal sealed class IncrementVariable : EffectNode
{
    [Config]
    public required string VariableName { get; set; }

    [Input]
    public Number By { get; set; } = 1L;

    [Output]
    public Number Value { get; private set; }

    public override async Task RunAsync(NodeContext context, CancellationToken cancellationToken) =>
        Value = Number.From(await context.Variables.IncrementAsync(VariableName, By.ToValue(), cancellationToken));
}
