// An effect node that fails until it is tried often enough: what a service that is overloaded looks like from here.
[Node(Label = "Flaky", Icon = "cloud-alert", Description = "Fails until the attempt that it is told.")]
public sealed class Flaky : EffectNode
{
    [Input(Description = "The attempt that works, from 1.")]
    public int WorksAt { get; set; } = 1;

    [Output(Description = "The attempt that worked.")]
    public int Attempt { get; private set; }

    public override Task RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        if (context.Attempt < WorksAt)
        {
            // Retryable: the node's policy decides whether it is tried again.
            throw new NodeException("busy", $"Attempt {context.Attempt} came too early; try again.", retryable: true);
        }

        Attempt = context.Attempt;
        context.Log(NodeLogLevel.Info, $"Attempt {context.Attempt} worked.");
        return Task.CompletedTask;
    }
}
