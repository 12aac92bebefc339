using System.Text.Json.Nodes;

namespace RayFlow.Api.Tests.Hosting;

/// <summary>Writes small flow documents: nodes in a line of exec edges, and wires as <c>a.output &gt; b.input</c>.</summary>
internal sealed class TestFlow(string name = "test")
{
    private readonly JsonArray _nodes = [];
    private readonly JsonArray _edges = [];

    public static TestFlow Start(string? inputs = null) => new TestFlow().Node("start", "start", $$$"""{"config": {"api_schema": {{{inputs ?? "{}"}}}}}""");

    public TestFlow Node(string id, string type, string data = "{}")
    {
        _nodes.Add(new JsonObject { ["id"] = id, ["type"] = type, ["data"] = JsonNode.Parse(data) });
        return this;
    }

    /// <summary>Exec edges from each to the next; <c>if.exec-true</c> names another output than <c>exec-out</c>.</summary>
    public TestFlow Exec(params string[] path)
    {
        for (var i = 1; i < path.Length; i++)
        {
            var from = path[i - 1].Split('.');
            Edge(from[0], from is [_, var handle] ? handle : "exec-out", path[i].Split('.')[0], "exec-in");
        }

        return this;
    }

    public TestFlow Wire(params string[] wires)
    {
        foreach (var wire in wires)
        {
            if (wire.Split('>', '.') is [var source, var output, var target, var input])
            {
                Edge(source.Trim(), "output-" + output.Trim(), target.Trim(), "input-" + input.Trim());
            }
        }

        return this;
    }

    /// <summary>The document.</summary>
    public override string ToString() => new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = name },
        ["flow"] = new JsonObject { ["nodes"] = _nodes.DeepClone(), ["edges"] = _edges.DeepClone() },
    }.ToJsonString();

    /// <summary>The body of a call that runs it.</summary>
    public string Execute(string inputs = "{}", string further = "") =>
        $"{{\"flow\": {this}, \"inputs\": {inputs}{(further.Length > 0 ? ", " + further : "")}}}";

    /// <summary>As <see cref="Execute"/>, for the client.</summary>
    public HttpContent Request(string inputs = "{}", string further = "") => Hosting.Wire.Json(Execute(inputs, further));

    private void Edge(string source, string output, string target, string input) => _edges.Add(new JsonObject
    {
        ["source"] = source,
        ["sourceHandle"] = output,
        ["target"] = target,
        ["targetHandle"] = input,
    });
}
