/// <summary>Writes its idempotency key to a file outside RayFlow, takes a moment, and passes its value on.</summary>
[Node]
public sealed class WriteLedger : EffectNode
{
    private static readonly object Gate = new();

    [Input]
    public required string File { get; set; }

    [Input]
    public required long Value { get; set; }

    [Output("value")]
    public long Result { get; private set; }

    public override async Task RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        // One process writes at a time; a line that is written stays, whatever happens to the process.
        lock (Gate)
        {
            System.IO.File.AppendAllText(File, context.IdempotencyKey + "\n");
        }

        await Task.Delay(20, cancellationToken);
        Result = Value;
    }
}
