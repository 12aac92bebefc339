using RayFlow.Model.Values;

/// <summary>An effect that gives what it gets.</summary>
[Node]
public sealed class Echo : EffectNode
{
    [Input, Output]
    public required Value Value { get; set; }

    public override Task RunAsync(NodeContext context, CancellationToken cancellationToken) => Task.CompletedTask;
}
