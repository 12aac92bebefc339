/// <summary>Throws what no node should.</summary>
[Node]
public sealed class Throws : EffectNode
{
    public override Task RunAsync(NodeContext context, CancellationToken cancellationToken) => throw new InvalidOperationException("kaboom");
}
