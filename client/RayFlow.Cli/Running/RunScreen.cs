using RayFlow.Cli.Output;
using RayFlow.Cli.Server;
using Spectre.Console;

namespace RayFlow.Cli.Running;

/// <summary>Shows a run while it runs: a tree that changes in a terminal, the finished tree where output is piped.</summary>
internal static class RunScreen
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(80);

    public static async Task FollowAsync(RayFlowServer server, RunProgress progress, CancellationToken cancellation)
    {
        if (Terminal.IsLive)
        {
            await FollowLiveAsync(Terminal.Out, server, progress, cancellation);
        }
        else
        {
            await ReadAsync(server, progress, cancellation);
            Terminal.Out.Write(RunTree.Of(progress, int.MaxValue));
        }
    }

    /// <summary>Draws once a frame, however many events come.</summary>
    public static Task FollowLiveAsync(IAnsiConsole console, RayFlowServer server, RunProgress progress, CancellationToken cancellation)
    {
        var lines = Math.Max(6, console.Profile.Height - 4);
        return console.Live(RunTree.Of(progress, lines)).Overflow(VerticalOverflow.Crop).StartAsync(async screen =>
        {
            var reading = ReadAsync(server, progress, cancellation);
            for (var isLast = false; !isLast;)
            {
                await Task.WhenAny(reading, Task.Delay(Frame, CancellationToken.None));
                isLast = reading.IsCompleted; // asked before it is drawn: what came with the last event is drawn too
                lock (progress)
                {
                    screen.UpdateTarget(RunTree.Of(progress, lines));
                }
            }

            await reading;
        });
    }

    /// <summary>Reads events into the progress, which is locked meanwhile.</summary>
    public static async Task ReadAsync(RayFlowServer server, RunProgress progress, CancellationToken cancellation)
    {
        await foreach (var happened in RunEventReader.ReadAsync(server, progress.RunId, cancellation))
        {
            lock (progress)
            {
                progress.Add(happened);
            }
        }
    }
}
