using System.CommandLine;
using System.Text.Json;
using RayFlow.Cli.Output;
using RayFlow.Cli.Server;

namespace RayFlow.Cli.Flows;

/// <summary><c>rayflow validate FILE</c>: every problem of a flow document.</summary>
internal static class ValidateCommand
{
    private static readonly Argument<string> File = new("FILE") { Description = "The flow document; - for standard input" };
    private static readonly Option<bool> Json = Options.Json();

    public static Command Create()
    {
        var command = new Command("validate", "Tell every problem of a flow document.") { File, Json, Options.Alone, Options.Nodes };
        command.SetAction(ValidateAsync);
        return command;
    }

    private static async Task<int> ValidateAsync(ParseResult command, CancellationToken cancellation)
    {
        var path = command.GetRequiredValue(File);
        var document = TextFile.Read(path);
        var asJson = command.GetValue(Json);
        if (!asJson && DiagnosticsPrinter.PrintSyntax(Terminal.Out, path, document))
        {
            return ExitCode.Wrong;
        }

        await using var server = await ServerConnection.OpenAsync(command, startOne: true, cancellation);
        var answer = await server.PostAsync("api/flows/validate", document, cancellation);
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(answer.Body));
        }
        else if (answer.IsSuccess)
        {
            Show(path, document, answer.Body);
        }
        else
        {
            throw answer.Refusal();
        }

        return answer.IsSuccess && answer.Body.GetProperty("valid").GetBoolean() ? ExitCode.Done : ExitCode.Wrong;
    }

    private static void Show(string path, byte[] document, JsonElement answer)
    {
        DiagnosticsPrinter.Print(Terminal.Out, path, document, answer);
        var (errors, warnings) = (answer.GetProperty("errors").GetArrayLength(), answer.GetProperty("warnings").GetArrayLength());
        Console.WriteLine(errors + warnings == 0 ? $"{path}: no problems." : $"{path}: {Count(errors, "error")}, {Count(warnings, "warning")}.");
    }

    private static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";
}
