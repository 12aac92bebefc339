using RayFlow.Cli.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace RayFlow.Cli.Running;

/// <summary>A run's progress as a tree: its node instances, those of a frame below the frame.</summary>
internal static class RunTree
{
    /// <param name="progress">What is to be shown.</param>
    /// <param name="mostLines">How many lines there is room for; older lines give way.</param>
    public static IRenderable Of(RunProgress progress, int mostLines)
    {
        var tree = new Tree(new Markup($"[bold]{Markup.Escape(Plain.Line(progress.Flow))}[/]  [grey]{progress.RunId}[/]  {Colour(progress.Status, progress.Status)}"))
        {
            Guide = TreeGuide.Line,
        };
        var shown = Math.Max(mostLines - 2, 3);
        var hidden = progress.Forgotten + Math.Max(0, progress.Nodes.Count - shown);
        if (hidden > 0)
        {
            tree.AddNode($"[grey]… {hidden:N0} more before[/]");
        }

        var frames = new Dictionary<string, IHasTreeNodes>(StringComparer.Ordinal) { [""] = tree };
        foreach (var node in progress.Nodes.Skip(progress.Nodes.Count - Math.Min(shown, progress.Nodes.Count)))
        {
            Frame(frames, node.Frame).AddNode(Line(node));
        }

        return tree;
    }

    /// <summary>The place of a frame such as <c>outer[1]/inner[0]</c>, made with those above it when it first comes up.</summary>
    private static IHasTreeNodes Frame(Dictionary<string, IHasTreeNodes> frames, string frame)
    {
        if (frames.TryGetValue(frame, out var known))
        {
            return known;
        }

        var cut = frame.LastIndexOf('/');
        var above = Frame(frames, cut < 0 ? "" : frame[..cut]);
        return frames[frame] = above.AddNode($"[grey]{Markup.Escape(frame[(cut + 1)..])}[/]");
    }

    private static string Line(NodeProgress node)
    {
        var mark = node.State switch
        {
            "completed" => "✓",
            "failed" => "✗",
            "skipped" => "·",
            "cancelled" => "−",
            "retrying" => "↻",
            "waiting" => "…",
            _ => "▸",
        };
        var note = node.Note.Length > 0 ? $"  [grey]{Markup.Escape(Plain.Cut(node.Note, 160))}[/]" : "";
        var name = node.State is "skipped" or "cancelled" ? $"[grey]{Markup.Escape(node.NodeId)} ({node.State})[/]" : Markup.Escape(node.NodeId);
        return $"{Colour(node.State, mark)} {name}{note}";
    }

    private static string Colour(string state, string text) => state switch
    {
        "completed" => $"[green]{text}[/]",
        "failed" => $"[red]{text}[/]",
        "running" => $"[blue]{text}[/]",
        "retrying" or "waiting" or "paused" => $"[yellow]{text}[/]",
        _ => $"[grey]{text}[/]",
    };
}
