using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Text;

[Node("string_join", Icon = "link",
    Description = "The parts, each as convert_str would write it, with the delimiter between them. Fails with too_large.")]
internal sealed class Join : PureNode
{
    [Input]
    public required ValueList Parts { get; set; }

    [Input]
    public string Delimiter { get; set; } = "";

    [Output]
    public string Result { get; private set; } = "";

    public override void Evaluate()
    {
        var text = new BoundedText();
        for (var i = 0; i < Parts.Count; i++)
        {
            text.Append(i == 0 ? "" : Delimiter);
            text.Append(ValueText.Of(Parts[i]));
        }

        Result = text.ToString();
    }
}
