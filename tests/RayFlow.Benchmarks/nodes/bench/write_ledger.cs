/// <summary>Writes its idempotency key to a file outside RayFlow, and passes its value on.</summary>
[Node]
public sealed class WriteLedger : EffectNode
{
    private static readonly object Gate = new();
    private static FileStream? ledger;

    [Input]
    public required string File { get; set; }

    [Input]
    public required long Value { get; set; }

    [Output("value")]
    public long Result { get; private set; }

    public override Task RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        // One call to the kernel for a line, which stays there whatever happens to the process.
        lock (Gate)
        {
            ledger ??= new FileStream(File, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            ledger.Write(System.Text.Encoding.ASCII.GetBytes(context.IdempotencyKey + "\n"));
        }

        Result = Value;
        return Task.CompletedTask;
    }
}
