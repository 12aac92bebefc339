using System.Text.Json;
using RayFlow.Cli.Running;
using RayFlow.Cli.Server;
using Spectre.Console;

namespace RayFlow.Api.Tests.Cli;

public sealed class RunProgressTests
{
    [Fact]
    public void Tree_OfARun_ShowsNodesBelowTheirFrames()
    {
        var progress = new RunProgress("loop.json", "0192");
        Add(progress, "run_started", "{}");
        Add(progress, "node_completed", """{"node_id": "start", "duration_seconds": 0.0005}""");
        Add(progress, "node_started", """{"node_id": "for"}""");
        Add(progress, "node_completed", """{"node_id": "add", "frame": "for[0]", "duration_seconds": 2}""");
        Add(progress, "node_failed", """{"node_id": "divide", "frame": "for[0]/inner[2]", "error": {"message": "y is\n0"}}""");
        Add(progress, "node_skipped", """{"node_id": "log", "skipped_because": "if took exec-false"}""");
        Add(progress, "run_failed", "{}");

        Assert.Equal(
            """
            loop.json  0192  failed
            ├── ✓ start  500 µs
            ├── ▸ for
            ├── for[0]
            │   ├── ✓ add  2 s
            │   └── inner[2]
            │       └── ✗ divide  y is 0
            └── · log (skipped)  if took exec-false

            """,
            Draw(progress, int.MaxValue));
    }

    [Fact]
    public void Progress_OfALongRun_KeepsWhatMatters()
    {
        var progress = new RunProgress("long.json", "0192");
        Add(progress, "node_failed", """{"node_id": "early", "error": {"message": "no"}}""");
        for (var i = 0; i < 100_000; i++)
        {
            Add(progress, "node_completed", $$"""{"node_id": "add", "frame": "for[{{i}}]"}""");
        }

        Assert.InRange(progress.Nodes.Count, 1, 300);
        Assert.Contains(progress.Nodes, node => node.NodeId == "early");
        Assert.Contains(progress.Nodes, node => node.Frame == "for[99999]");
        Assert.Equal(100_001, progress.Nodes.Count + progress.Forgotten);
        Assert.InRange(Draw(progress, 20).Split('\n').Length, 10, 60);
    }

    private static void Add(RunProgress progress, string type, string data) =>
        progress.Add(new RunEvent(1, type, JsonSerializer.Deserialize<JsonElement>(data)));

    private static string Draw(RunProgress progress, int lines)
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 200;
        console.Profile.Capabilities.Unicode = true;
        console.Write(RunTree.Of(progress, lines));
        return string.Join('\n', text.ToString().ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()));
    }
}
