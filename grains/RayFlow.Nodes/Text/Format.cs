using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Text;

[Node("string_format", Icon = "braces",
    Description = "The template with each {name} replaced by the value of that name, as convert_str would write it. {{ and }} "
        + "stand for braces. Fails with missing_name, bad_template or too_large.")]
internal sealed class Format : PureNode
{
    [Input]
    public required string Template { get; set; }

    [Input]
    public required ValueMap Values { get; set; }

    [Output]
    public string Result { get; private set; } = "";

    public override void Evaluate()
    {
        var text = new BoundedText();
        var rest = Template.AsSpan();
        while (rest.IndexOfAny('{', '}') is >= 0 and var brace)
        {
            text.Append(rest[..brace]);
            rest = rest[brace..];
            if (rest.Length > 1 && rest[1] == rest[0])
            {
                text.Append(rest[..1]);
                rest = rest[2..];
                continue;
            }

            var end = rest.IndexOf('}');
            if (end <= 0 || rest[1..end].Contains('{'))
            {
                throw new NodeException(
                    NodeErrorCodes.BadTemplate,
                    $"The '{rest[0]}' at character {Template.Length - rest.Length + 1} has no counterpart. Write it twice to have a brace in the text.");
            }

            text.Append(ValueOf(rest[1..end].ToString()));
            rest = rest[(end + 1)..];
        }

        text.Append(rest);
        Result = text.ToString();
    }

    private string ValueOf(string name) => Values.TryGetValue(name, out var value)
        ? ValueText.Of(value)
        : throw new NodeException(NodeErrorCodes.MissingName, $"The template names '{name}', which is not among the values.");
}
