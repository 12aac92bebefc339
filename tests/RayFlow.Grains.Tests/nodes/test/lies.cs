/// <summary>Gives what it did not declare: a list of numbers with text in it.</summary>
[Node]
public sealed class Lies : EffectNode
{
    [Output]
    public IReadOnlyList<long> Numbers { get; private set; } = [];

    public override Task RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        Numbers = null!;
        return Task.CompletedTask;
    }
}
