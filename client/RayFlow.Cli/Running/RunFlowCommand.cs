using System.CommandLine;
using System.Text.Json;
using RayFlow.Cli.Flows;
using RayFlow.Cli.Output;
using RayFlow.Cli.Server;
using RayFlow.Model.Values;

namespace RayFlow.Cli.Running;

/// <summary><c>rayflow run FILE</c>: runs a flow, shows its nodes while it runs, and its result.</summary>
internal static class RunFlowCommand
{
    private static readonly Argument<string> File = new("FILE") { Description = "The flow document; - for standard input" };
    private static readonly Option<string[]> Inputs = new("--input", "-i") { Description = "An input of START; the value is JSON if it parses and the input is not text (str), else text", HelpName = "NAME=VALUE", DefaultValueFactory = _ => [] };
    private static readonly Option<FileInfo?> InputsFile = new("--inputs") { Description = "A JSON file with inputs", HelpName = "FILE" };
    private static readonly Option<double?> Timeout = new("--timeout") { Description = "The run's deadline in seconds", HelpName = "SECONDS" };
    private static readonly Option<string?> OnError = new("--on-error") { Description = "What a failing node does to the run: abort (default), continue, skip or retry", HelpName = "STRATEGY" };
    private static readonly Option<bool> Json = Options.Json();

    public static Command Create()
    {
        OnError.AcceptOnlyFromAmong("abort", "continue", "skip", "retry");
        var command = new Command("run", "Run a flow. Without a server one is started for the occasion.") { File, Inputs, InputsFile, Timeout, OnError, Json, Options.Alone, Options.Nodes };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult command, CancellationToken cancellation)
    {
        var path = command.GetRequiredValue(File);
        var document = TextFile.Read(path);
        if (DiagnosticsPrinter.PrintSyntax(Terminal.Error, path, document))
        {
            return ExitCode.Wrong;
        }

        var body = BodyOf(document, RunInputs.Read(command.GetValue(InputsFile), command.GetRequiredValue(Inputs), DeclaredInputs.Of(document)), command);
        await using var server = await ServerConnection.OpenAsync(command, startOne: true, cancellation);
        cancellation.ThrowIfCancellationRequested();
        var started = await server.PostAsync("api/flows/execute?mode=async", body, CancellationToken.None); // once asked for, it is known by its answer only
        if (!started.IsSuccess)
        {
            return Refuse(started, path, document);
        }

        var runId = started.Body.GetProperty("run_id").GetString()!;
        var asJson = command.GetValue(Json);
        var progress = new RunProgress(path, runId);
        try
        {
            await (asJson ? RunScreen.ReadAsync(server, progress, cancellation) : RunScreen.FollowAsync(server, progress, cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await CancelAsync(server, progress, runId);
            if (!asJson)
            {
                Terminal.Out.Write(RunTree.Of(progress, Terminal.Out.Profile.Height));
            }
        }

        var run = (await server.GetAsync($"api/runs/{runId}", CancellationToken.None)).Required().Body;
        if (asJson)
        {
            Terminal.Out.Profile.Out.Writer.WriteLine(RunResult.ToJson(run));
        }
        else
        {
            RunResult.Show(Terminal.Out, run);
        }

        return run.GetProperty("status").ValueEquals("completed") ? ExitCode.Done : ExitCode.RunFailed;
    }

    private static byte[] BodyOf(byte[] document, ValueMap inputs, ParseResult command)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("flow");
            writer.WriteRawValue(document, skipInputValidation: true);
            writer.WritePropertyName("inputs");
            ValueJson.Write(writer, inputs);
            if (command.GetValue(OnError) is { } strategy)
            {
                writer.WriteString("error_strategy", strategy);
            }

            if (command.GetValue(Timeout) is { } seconds)
            {
                writer.WriteNumber("timeout_seconds", seconds);
            }

            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static int Refuse(Answer refused, string path, byte[] document)
    {
        if (!refused.Body.TryGetProperty("errors", out var errors) || errors.GetArrayLength() == 0 || refused.Code != "invalid_flow")
        {
            throw WithErrors(refused);
        }

        DiagnosticsPrinter.Print(Terminal.Error, path, document, refused.Body);
        return ExitCode.Wrong;
    }

    /// <summary>Refused inputs have no place in the flow's file; their problems are told in words.</summary>
    private static CliException WithErrors(Answer refused)
    {
        var refusal = refused.Refusal();
        if (!refused.Body.TryGetProperty("errors", out var errors) || errors.GetArrayLength() == 0)
        {
            return refusal;
        }

        var lines = errors.EnumerateArray().Select(error => error.GetProperty("message").GetString()).Where(line => !refusal.Message.Contains(line!, StringComparison.Ordinal));
        return new CliException(refusal.ExitCode, string.Join("\n  ", lines.Prepend(refusal.Message)));
    }

    /// <summary>After Ctrl+C: cancels the run and stays for what its finally regions still do, for a while.</summary>
    private static async Task CancelAsync(RayFlowServer server, RunProgress progress, string runId)
    {
        await server.PostAsync($"api/runs/{runId}/cancel", null, CancellationToken.None);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await RunScreen.ReadAsync(server, progress, patience.Token);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"The run {runId} is still being cancelled.");
        }
    }
}
