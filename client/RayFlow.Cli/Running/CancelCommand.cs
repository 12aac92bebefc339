using System.CommandLine;
using RayFlow.Cli.Server;

namespace RayFlow.Cli.Running;

/// <summary><c>rayflow cancel RUN</c>.</summary>
internal static class CancelCommand
{
    private static readonly Argument<string> Run = new("RUN") { Description = "The run's id" };

    public static Command Create()
    {
        var command = new Command("cancel", "Cancel a run; its finally regions still run.") { Run };
        command.SetAction(CancelAsync);
        return command;
    }

    private static async Task<int> CancelAsync(ParseResult command, CancellationToken cancellation)
    {
        await using var server = await ServerConnection.OpenAsync(command, startOne: false, cancellation);
        var run = (await server.PostAsync($"api/runs/{Uri.EscapeDataString(command.GetRequiredValue(Run))}/cancel", null, cancellation)).Required().Body;
        Console.WriteLine($"{run.GetProperty("run_id")} {run.GetProperty("status")}");
        return ExitCode.Done;
    }
}
