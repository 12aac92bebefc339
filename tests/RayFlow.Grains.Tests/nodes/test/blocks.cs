/// <summary>Holds its thread until its token is cancelled, or for ever.</summary>
[Node]
public sealed class Blocks : EffectNode
{
    [Input]
    public bool Listens { get; set; }

    public override Task RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        new ManualResetEventSlim().Wait(Listens ? cancellationToken : CancellationToken.None);
        return Task.CompletedTask;
    }
}
