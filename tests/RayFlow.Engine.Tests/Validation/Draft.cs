using System.Text;
using System.Text.Json.Nodes;
using RayFlow.Engine.Validation;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Nodes.Catalog;
using Xunit;

namespace RayFlow.Engine.Tests.Validation;

/// <summary>
/// A flow as a test writes it. A line is a node (<c>id type {data}</c>), a chain of exec edges (<c>start > a > b</c>) or one edge between
/// pins (<c>if.exec-true > a</c>, <c>a.result > b.x</c>). Edges have the ids e1, e2, … in their order. A line <c>variables …</c> is the JSON of
/// the document's variables.
/// </summary>
internal static class Draft
{
    public static byte[] Json(string text)
    {
        var nodes = new JsonArray();
        var edges = new JsonArray();
        JsonNode? variables = new JsonObject();
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("variables ", StringComparison.Ordinal))
            {
                variables = JsonNode.Parse(line["variables ".Length..]);
            }
            else if (line.Contains(" > ", StringComparison.Ordinal) && !line.Contains('{'))
            {
                AddEdges(edges, line.Split(" > "));
            }
            else
            {
                var parts = line.Split(' ', 3);
                nodes.Add(new JsonObject
                {
                    ["id"] = parts[0],
                    ["type"] = parts[1],
                    ["position"] = new JsonObject { ["x"] = 0, ["y"] = 0 },
                    ["data"] = parts.Length > 2 ? JsonNode.Parse(parts[2]) : new JsonObject(),
                });
            }
        }

        return Encoding.UTF8.GetBytes(new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "draft" },
            ["variables"] = variables,
            ["flow"] = new JsonObject { ["nodes"] = nodes, ["edges"] = edges },
        }.ToJsonString());
    }

    public static FlowDocument Parse(string text)
    {
        var parsed = FlowDocumentParser.Parse(Json(text), FlowLimits.Default);
        Assert.Empty(parsed.Diagnostics);
        return parsed.Document!;
    }

    public static IReadOnlyList<FlowDiagnostic> Validate(string text, NodeTypes? types = null) =>
        FlowValidator.Validate(Parse(text), types ?? NodeCatalog.BuiltIn.Types, FlowLimits.Default);

    /// <summary>Asserts that a flow has exactly these problems: lines of <c>CODE name @ pointer: message</c>, in order.</summary>
    public static void AssertProblems(string text, params string[] expected) => AssertProblems(Validate(text), expected);

    public static void AssertProblems(IReadOnlyList<FlowDiagnostic> found, params string[] expected) =>
        Assert.Equal(string.Join("\n", expected), string.Join("\n", found.Select(Line)));

    public static string Line(FlowDiagnostic diagnostic) => $"{diagnostic.Code} @ {diagnostic.Pointer}: {diagnostic.Message}";

    private static void AddEdges(JsonArray edges, string[] ends)
    {
        for (var i = 0; i + 1 < ends.Length; i++)
        {
            var (source, output) = Cut(ends[i]);
            var (target, input) = Cut(ends[i + 1]);
            var data = output is not null && !output.StartsWith("exec", StringComparison.Ordinal);
            edges.Add(new JsonObject
            {
                ["id"] = $"e{edges.Count + 1}",
                ["source"] = source,
                ["sourceHandle"] = output is null ? "exec-out" : data ? $"output-{output}" : output,
                ["target"] = target,
                ["targetHandle"] = input is null ? "exec-in" : input.StartsWith("exec", StringComparison.Ordinal) ? input : $"input-{input}",
            });
        }
    }

    private static (string Node, string? Pin) Cut(string end) =>
        end.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot ? (end[..dot], end[(dot + 1)..]) : (end, null);
}
