/// <summary>Never ends and does not listen to its token; says when its token is cancelled by a file.</summary>
[Node]
public sealed class Hangs : EffectNode
{
    [Input]
    public string File { get; set; } = "";

    public override async Task RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        if (File.Length > 0)
        {
            cancellationToken.Register(() => System.IO.File.WriteAllText(File, "cancelled"));
        }

        await new TaskCompletionSource().Task;
    }
}
