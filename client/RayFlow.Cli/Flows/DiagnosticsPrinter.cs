using System.Globalization;
using System.Text;
using System.Text.Json;
using RayFlow.Cli.Output;
using RayFlow.Model.Flows;
using Spectre.Console;

namespace RayFlow.Cli.Flows;

/// <summary>Prints the problems of a flow as compilers do: the place, the message, the line, and a caret below what is meant.</summary>
internal static class DiagnosticsPrinter
{
    private const int LongestLine = 160;

    /// <summary>Prints <c>errors</c> and <c>warnings</c> of an answer.</summary>
    public static void Print(IAnsiConsole console, string path, byte[] document, JsonElement answer)
    {
        var lines = Encoding.UTF8.GetString(document).Split('\n');
        foreach (var severity in (string[])["errors", "warnings"])
        {
            foreach (var diagnostic in answer.GetProperty(severity).EnumerateArray())
            {
                var at = JsonLocator.Find(document, diagnostic.GetProperty("pointer").GetString() ?? "");
                Print(console, path, lines, at, severity == "errors", $"{diagnostic.GetProperty("code")}: {diagnostic.GetProperty("message")}");
            }
        }
    }

    /// <summary>Prints where a file stops being JSON; false if it does not.</summary>
    public static bool PrintSyntax(IAnsiConsole console, string path, byte[] document)
    {
        var parsed = FlowDocumentParser.Parse(document, FlowLimits.Default with { MaxBytes = int.MaxValue });
        if (parsed.At is not { } at)
        {
            return false;
        }

        var problem = parsed.Diagnostics[0];
        Print(console, path, Encoding.UTF8.GetString(document).Split('\n'), at, isError: true, $"{problem.Code}: {problem.Message}");
        return true;
    }

    private static void Print(IAnsiConsole console, string path, string[] lines, JsonLocation? at, bool isError, string message)
    {
        var colour = isError ? "red" : "yellow";
        var place = at is { } known ? string.Create(CultureInfo.InvariantCulture, $"{path}:{known.Line}:{known.Column}") : path;
        console.MarkupLine($"{Markup.Escape(Plain.Line(place))}: [{colour}]{(isError ? "error" : "warning")}[/] {Markup.Escape(Plain.Line(message))}");
        if (at is { } location && location.Line <= lines.Length)
        {
            PrintCaret(console, lines[location.Line - 1].TrimEnd('\r'), location, colour);
        }
    }

    private static void PrintCaret(IAnsiConsole console, string line, JsonLocation at, string colour)
    {
        // Of a long line only the part around the place is shown.
        var from = at.Column > LongestLine / 2 ? Math.Max(0, at.Column - (LongestLine / 2)) : 0;
        var shown = Plain.Line(Plain.Cut(line[Math.Min(from, line.Length)..], LongestLine));
        var before = Math.Min(at.Column - 1 - from, shown.Length);
        var length = Math.Clamp(at.Length, 1, Math.Max(1, shown.Length - before));
        var number = at.Line.ToString(CultureInfo.InvariantCulture).PadLeft(5);
        console.MarkupLine($"[grey]{number} |[/] {Markup.Escape(shown)}");
        console.MarkupLine($"[grey]      |[/] {new string(' ', before)}[{colour}]{new string('^', length)}[/]");
    }
}
