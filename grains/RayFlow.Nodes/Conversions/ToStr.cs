using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Conversions;

[Node("convert_str", Label = "To text", Icon = "text-cursor",
    Description = "Text as it is, everything else as JSON on one line: null, true, 1, 1.0, [1,2].")]
internal sealed class ToStr : PureNode
{
    [Input]
    public required Value Value { get; set; }

    [Output]
    public string Result { get; private set; } = "";

    public override void Evaluate() => Result = ValueText.Of(Value);
}
