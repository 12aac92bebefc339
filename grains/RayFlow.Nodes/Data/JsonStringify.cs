using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Data;

[Node("data_json_stringify", Label = "Make JSON", Icon = "file-json-2",
    Description = "The value as JSON: on one line, or indented by so many spaces. A float keeps its fraction (1.0). Fails with "
        + "too_large.")]
internal sealed class JsonStringify : PureNode
{
    [Constant(Minimum = 0, Maximum = 16)]
    public long Indent { get; set; }

    [Input]
    public required Value Data { get; set; }

    [Output]
    public string JsonString { get; private set; } = "";

    public override void Evaluate() => JsonString = Indent <= 0 ? ValueJson.ToJson(Data) : IndentedJson.Of(Data, (int)long.Min(Indent, 16));
}
