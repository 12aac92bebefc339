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
        if (!Terminal.IsLive)
        {
            await foreach (var happened in RunEventReader.ReadAsync(server, progress.RunId, cancellation))
            {
                progress.Add(happened);
            }

            Terminal.Out.Write(RunTree.Of(progress, int.MaxValue));
            return;
        }

        await Terminal.Out.Live(RunTree.Of(progress, Lines)).Overflow(VerticalOverflow.Crop).StartAsync(screen => FollowLiveAsync(screen, server, progress, cancellation));
    }

    private static int Lines => Math.Max(6, Terminal.Out.Profile.Height - 4);

    /// <summary>Draws at most once a frame, however many events come, and not later than a frame after the last.</summary>
    private static async Task FollowLiveAsync(LiveDisplayContext screen, RayFlowServer server, RunProgress progress, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Frame);
        var events = RunEventReader.ReadAsync(server, progress.RunId, cancellation).GetAsyncEnumerator(cancellation);
        await using (events)
        {
            var next = events.MoveNextAsync().AsTask();
            var tick = timer.WaitForNextTickAsync(cancellation).AsTask();
            while (true)
            {
                if (await Task.WhenAny(next, tick) == tick && !next.IsCompleted)
                {
                    await tick;
                    screen.UpdateTarget(RunTree.Of(progress, Lines));
                    tick = timer.WaitForNextTickAsync(cancellation).AsTask();
                    continue;
                }

                if (!await next)
                {
                    break;
                }

                progress.Add(events.Current);
                next = events.MoveNextAsync().AsTask();
            }
        }

        screen.UpdateTarget(RunTree.Of(progress, Lines));
    }
}
