/// <summary>Emits one event twice, with another payload each time.</summary>
[Node]
public sealed class ShoutsTwice : EffectNode
{
    [Output]
    public long Delivered { get; private set; }

    public override async Task RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        Delivered = await context.EmitEventAsync("twice", ValueMap.Of(("amount", 1L)), cancellationToken);
        Delivered += await context.EmitEventAsync("twice", ValueMap.Of(("amount", 2L)), default);
    }
}
