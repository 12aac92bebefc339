using System.CommandLine;
using System.Text.Json;
using RayFlow.Cli.Output;
using RayFlow.Cli.Server;

namespace RayFlow.Cli.Running;

/// <summary><c>rayflow watch RUN</c>: shows a run that goes on, or what a finished one did.</summary>
internal static class WatchCommand
{
    private static readonly Argument<string> Run = new("RUN") { Description = "The run's id" };
    private static readonly Option<bool> Json = new("--json") { Description = "Print each event as a line of JSON" };

    public static Command Create()
    {
        var command = new Command("watch", "Show a run while it runs.") { Run, Json };
        command.SetAction(WatchAsync);
        return command;
    }

    private static async Task<int> WatchAsync(ParseResult command, CancellationToken cancellation)
    {
        await using var server = await ServerConnection.OpenAsync(command, startOne: false, cancellation);
        var path = $"api/runs/{Uri.EscapeDataString(command.GetRequiredValue(Run))}";
        var run = (await server.GetAsync(path, cancellation)).Required().Body;
        var runId = run.GetProperty("run_id").GetString()!;
        if (command.GetValue(Json))
        {
            await foreach (var happened in RunEventReader.ReadAsync(server, runId, cancellation))
            {
                Console.WriteLine(JsonSerializer.Serialize(happened.Data));
            }
        }
        else
        {
            await RunScreen.FollowAsync(server, new RunProgress(run.GetProperty("flow").GetString() is { Length: > 0 } flow ? flow : "flow", runId), cancellation);
        }

        run = (await server.GetAsync(path, cancellation)).Required().Body;
        if (!command.GetValue(Json))
        {
            RunResult.Show(Terminal.Out, run);
        }

        return run.GetProperty("status").ValueEquals("completed") ? ExitCode.Done : ExitCode.RunFailed;
    }
}
