using System.IO;

/// <summary>Writes its idempotency key and attempt to a file, and fails the first attempts.</summary>
[Node]
public sealed class Ledger : EffectNode
{
    [Input]
    public required string File { get; set; }

    [Input]
    public long FailUntil { get; set; } = 1;

    [Output]
    public string Key { get; private set; } = "";

    public override Task RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        lock (typeof(Ledger))
        {
            System.IO.File.AppendAllText(File, context.IdempotencyKey + " " + context.Attempt + "\n");
        }

        if (context.Attempt < FailUntil)
        {
            throw new InvalidOperationException("not yet");
        }

        Key = context.IdempotencyKey;
        return Task.CompletedTask;
    }
}
