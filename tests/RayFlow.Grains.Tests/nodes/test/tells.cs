using System.IO;

/// <summary>Waits for a file; then sets a variable or emits an event.</summary>
[Node]
public sealed class Tells : EffectNode
{
    [Input]
    public required string File { get; set; }

    [Input]
    public bool Emits { get; set; }

    public override async Task RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        while (!System.IO.File.Exists(File))
        {
            await Task.Delay(10, cancellationToken);
        }

        if (Emits)
        {
            await context.EmitEventAsync("told", ValueMap.Empty, cancellationToken);
        }
        else
        {
            await context.Variables.IncrementAsync("told", 1, cancellationToken);
        }
    }
}
