using RayFlow.Api.Tests.Hosting;
using RayFlow.Cli.Running;
using RayFlow.Cli.Server;
using RayFlow.GrainInterfaces.Runs;
using Spectre.Console;

namespace RayFlow.Api.Tests.Cli;

public sealed class RunScreenTests
{
    private const string Id = "0192f0c1e7a07d3a8a5c0f3b6a1d2e3f";

    [Fact]
    public async Task Screen_OfARunThatEnds_ShowsItsLastState()
    {
        var grains = new ScriptedGrains().On<IWorkflowGrain>(
            nameof(IWorkflowGrain.ReadEventsAsync), (_, _) => new TimelinePage([Hosting.Runs.Event(1, "node_completed"), Hosting.Runs.Event(2, "run_completed")], true));
        var (drawn, progress) = await FollowAsync(grains, CancellationToken.None);

        Assert.Equal("completed", progress.Status);
        Assert.Contains("add", drawn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Screen_Cancelled_EndsWhileItWaitsForAnEvent()
    {
        using var cancelled = new CancellationTokenSource();
        var pages = 0;
        var grains = new ScriptedGrains().On<IWorkflowGrain>(nameof(IWorkflowGrain.ReadEventsAsync), (_, arguments) =>
        {
            if (++pages == 1)
            {
                return new TimelinePage([Hosting.Runs.Event(1, "run_started")], false);
            }

            cancelled.Cancel();
            return NeverAsync((CancellationToken)arguments[^1]!);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FollowAsync(grains, cancelled.Token));
    }

    private static async Task<(string Drawn, RunProgress Progress)> FollowAsync(ScriptedGrains grains, CancellationToken cancellation)
    {
        await using var host = await ApiHost.StartAsync(grains);
        await using var server = new RayFlowServer(host.Address, apiKey: null, owned: null);
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(text) });
        var progress = new RunProgress("flow.json", Id);
        await RunScreen.FollowLiveAsync(console, server, progress, cancellation);
        return (text.ToString(), progress);
    }

    private static async Task<TimelinePage?> NeverAsync(CancellationToken cancellation)
    {
        await Task.Delay(Timeout.Infinite, cancellation);
        return null;
    }
}
