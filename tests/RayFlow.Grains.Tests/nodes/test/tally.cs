/// <summary>Changes a variable twice and fails in its first attempt, after both changes.</summary>
[Node]
public sealed class Tally : EffectNode
{
    [Output]
    public Value Seen { get; private set; }

    public override async Task RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        await context.Variables.IncrementAsync("n", 1, cancellationToken);
        Seen = await context.Variables.IncrementAsync("n", 10, cancellationToken);
        if (context.Attempt == 1)
        {
            throw new InvalidOperationException("not yet");
        }
    }
}
