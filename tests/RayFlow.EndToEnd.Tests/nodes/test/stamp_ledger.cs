/// <summary>Writes its idempotency key and the time to a file of this process outside RayFlow, takes a moment, and passes its value on.</summary>
[Node]
public sealed class StampLedger : EffectNode
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
        // One process writes to a file at a time; a line that is written stays, whatever happens to the process.
        lock (Gate)
        {
            System.IO.File.AppendAllText($"{File}.{Environment.ProcessId}", $"{context.IdempotencyKey} {DateTimeOffset.UtcNow:O}\n");
        }

        await Task.Delay(50, cancellationToken);
        Result = Value;
    }
}
