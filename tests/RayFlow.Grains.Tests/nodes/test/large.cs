/// <summary>An effect that gives a text of some length.</summary>
[Node]
public sealed class Large : EffectNode
{
    [Input]
    public required long Length { get; set; }

    [Output]
    public string Text { get; private set; } = "";

    public override Task RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        Text = new string('x', (int)Length);
        return Task.CompletedTask;
    }
}
