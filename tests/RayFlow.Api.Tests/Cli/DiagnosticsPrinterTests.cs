using System.Text;
using System.Text.Json;
using RayFlow.Cli.Flows;
using Spectre.Console;

namespace RayFlow.Api.Tests.Cli;

public sealed class DiagnosticsPrinterTests
{
    private const string Flow = """
        {
          "flow": {
            "nodes": [{"id": "a", "type": "nope"}],
            "edges": []
          }
        }
        """;

    [Fact]
    public void Diagnostic_WithAPointer_IsShownWithACaretBelowItsPlace()
    {
        var printed = Print(Flow, """
            {"errors": [{"code": "RF201 unknown_type", "message": "There is no node type 'nope'.", "pointer": "/flow/nodes/0/type"}], "warnings": []}
            """);

        Assert.Equal(
            """
            flow.json:3:35: error RF201 unknown_type: There is no node type 'nope'.
                3 |     "nodes": [{"id": "a", "type": "nope"}],
                  |                                   ^^^^^^

            """,
            printed);
    }

    [Fact]
    public void Diagnostic_InALongLine_IsShownWithThePartAroundIt()
    {
        var flow = "{\"pad\": \"" + new string('x', 500) + "\", \"flow\": 3}";

        var printed = Print(flow, """{"errors": [{"code": "RF010 wrong_type", "message": "No object.", "pointer": "/flow"}], "warnings": []}""").Split('\n');

        Assert.InRange(printed[1].Length, 20, 180);
        Assert.Equal('3', printed[1][printed[2].IndexOf('^', StringComparison.Ordinal)]);
    }

    [Fact]
    public void Diagnostic_WithHostileText_DoesNotReachTheTerminalAsItIs()
    {
        var printed = Print("{}", """{"errors": [], "warnings": [{"code": "RF1", "message": "[red]\u001b[2J", "pointer": ""}]}""");

        Assert.Contains("warning RF1: [red]\uFFFD[2J", printed, StringComparison.Ordinal);
    }

    private static string Print(string flow, string answer)
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 1000;
        DiagnosticsPrinter.Print(console, "flow.json", Encoding.UTF8.GetBytes(flow), JsonSerializer.Deserialize<JsonElement>(answer));
        return text.ToString().ReplaceLineEndings("\n");
    }
}
