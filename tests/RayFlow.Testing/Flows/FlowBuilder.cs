using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Testing.Flows;

/// <summary>
/// Writes flow documents in tests. Settings go to the node that was added last; exec pins are written <c>node</c> or <c>node.port</c>
/// (without the prefix <c>exec-</c>), data pins <c>node.pin</c>.
/// </summary>
public sealed class FlowBuilder
{
    private readonly JsonArray _nodes = [];
    private readonly JsonArray _edges = [];
    private readonly JsonArray _variables = [];
    private JsonObject _data = [];

    /// <summary>Starts a flow with a START of these inputs, each written <c>name</c> or <c>name:type</c>.</summary>
    public FlowBuilder(params ReadOnlySpan<string> inputs)
    {
        var schema = new ValueMap.Builder();
        foreach (var input in inputs)
        {
            var parts = input.Split(':');
            schema.Set(parts[0], ValueMap.Of(("type", parts.Length > 1 ? parts[1] : "any")));
        }

        Node("start", "start").Config("api_schema", schema.Build());
    }

    /// <summary>Declares a variable.</summary>
    public FlowBuilder Variable(string name, Value value, string type = "any", bool readOnly = false)
    {
        _variables.Add((JsonNode)new JsonObject { ["name"] = name, ["type"] = type, ["default"] = Json(value), ["read_only"] = readOnly });
        return this;
    }

    /// <summary>Adds a node.</summary>
    public FlowBuilder Node(string id, string type)
    {
        _data = new JsonObject { ["label"] = id };
        _nodes.Add((JsonNode)new JsonObject { ["id"] = id, ["type"] = type, ["position"] = new JsonObject { ["x"] = 0, ["y"] = 0 }, ["data"] = _data });
        return this;
    }

    /// <summary>Adds a RETURN.</summary>
    public FlowBuilder Return(string id = "return") => Node(id, "return");

    /// <summary>Adds nodes of one type.</summary>
    public FlowBuilder Nodes(string type, params ReadOnlySpan<string> ids)
    {
        foreach (var id in ids)
        {
            Node(id, type);
        }

        return this;
    }

    /// <summary>Sets what an input without an edge is.</summary>
    public FlowBuilder Input(string name, Value value) => Set("inputValues", name, value);

    /// <summary>Sets a constant.</summary>
    public FlowBuilder Constant(string name, Value value) => Set("constantValues", name, value);

    /// <summary>Sets a configuration entry.</summary>
    public FlowBuilder Config(string name, Value value) => Set("config", name, value);

    /// <summary>Sets a field of the policy: <c>on_error</c>, <c>max_attempts</c>, …</summary>
    public FlowBuilder Policy(string name, Value value) => Set("policy", name, value);

    /// <summary>Sets when the node fires: <c>any</c>, <c>strict</c>, …</summary>
    public FlowBuilder Join(string mode)
    {
        _data["join"] = mode;
        return this;
    }

    /// <summary>Lets the node fire at the n-th live edge.</summary>
    public FlowBuilder JoinCount(int n)
    {
        _data["join"] = new JsonObject { ["mode"] = "n_of_m", ["n"] = n };
        return this;
    }

    /// <summary>Leads an exec edge from each of these to the next.</summary>
    public FlowBuilder Exec(params ReadOnlySpan<string> path)
    {
        for (var i = 1; i < path.Length; i++)
        {
            var (source, port) = Split(path[i - 1]);
            Edge(source, port.Length == 0 ? "exec-out" : $"exec-{port}", Split(path[i]).Node, "exec-in");
        }

        return this;
    }

    /// <summary>Leads exec edges from one to each of the others.</summary>
    public FlowBuilder Fork(string source, params ReadOnlySpan<string> targets)
    {
        foreach (var target in targets)
        {
            Exec(source, target);
        }

        return this;
    }

    /// <summary>Leads a data edge.</summary>
    public FlowBuilder Data(string source, string target)
    {
        var (from, output) = Split(source);
        var (to, input) = Split(target);
        return Edge(from, $"output-{output}", to, $"input-{input}");
    }

    /// <summary>The document's text.</summary>
    public string ToJson() => new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = "test", ["version"] = "1.0.0", ["description"] = "" },
        ["variables"] = _variables.DeepClone(),
        ["flow"] = new JsonObject { ["nodes"] = _nodes.DeepClone(), ["edges"] = _edges.DeepClone() },
    }.ToJsonString();

    /// <summary>The document.</summary>
    /// <exception cref="InvalidOperationException">It has errors, which the message lists.</exception>
    public FlowDocument ToDocument(NodeTypes? types = null)
    {
        var limits = new FlowLimits { MaxNodes = int.MaxValue, MaxEdges = int.MaxValue, MaxBytes = int.MaxValue };
        var parsed = FlowDocumentParser.Parse(Encoding.UTF8.GetBytes(ToJson()), limits, types);
        return parsed.IsValid ? parsed.Document! : throw new InvalidOperationException(string.Join("\n", parsed.Diagnostics.Select(problem => $"{problem.Code}: {problem.Message}")));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"flow of {_nodes.Count} nodes and {_edges.Count} edges");

    private static (string Node, string Pin) Split(string pin)
    {
        var dot = pin.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? (pin, "") : (pin[..dot], pin[(dot + 1)..]);
    }

    private static JsonNode? Json(Value value) => JsonNode.Parse(ValueJson.ToJson(value));

    private FlowBuilder Set(string group, string name, Value value)
    {
        if (_data[group] is not JsonObject fields)
        {
            _data[group] = fields = [];
        }

        fields[name] = Json(value);
        return this;
    }

    private FlowBuilder Edge(string source, string sourceHandle, string target, string targetHandle)
    {
        _edges.Add((JsonNode)new JsonObject { ["source"] = source, ["sourceHandle"] = sourceHandle, ["target"] = target, ["targetHandle"] = targetHandle });
        return this;
    }
}
