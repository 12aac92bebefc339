using System.IO;

/// <summary>Says in a file that it runs, and that its token is cancelled, and whether each happens on the thread pool.</summary>
[Node]
public sealed class Witness : EffectNode
{
    [Input]
    public required string File { get; set; }

    public override async Task RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource();
        cancellationToken.Register(() =>
        {
            Say("cancelled");
            cancelled.SetResult();
        });
        await Task.Yield();
        Say("ready");
        await cancelled.Task;
    }

    private void Say(string what) => System.IO.File.AppendAllText(File, what + " " + Thread.CurrentThread.IsThreadPoolThread + "\n");
}
