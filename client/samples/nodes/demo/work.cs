// An effect node that takes its time: what a long task looks like from here. It ends early when it is cancelled.
[Node(Label = "Work", Icon = "hammer", Description = "Works for a while.")]
public sealed class Work : EffectNode
{
    [Input(Description = "How long it takes.")]
    public double Seconds { get; set; }

    public override Task RunAsync(NodeContext context, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromSeconds(Seconds), cancellationToken);
}
