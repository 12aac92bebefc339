using RayFlow.Model.Values;
using RayFlow.Nodes.Text;

namespace RayFlow.Nodes.Data;

/// <summary>JSON with an element per line. Stops as soon as it is too large: a deep value is mostly indentation.</summary>
internal sealed class IndentedJson
{
    private readonly BoundedText _text = new();
    private readonly string _spaces;

    private IndentedJson(int indent) => _spaces = new string(' ', indent * (ValueExtent.MaxDepth + 1));

    private int Indent => _spaces.Length / (ValueExtent.MaxDepth + 1);

    public static string Of(Value value, int indent)
    {
        var json = new IndentedJson(indent);
        json.Write(value, 0);
        return json._text.ToString();
    }

    private void Write(Value value, int depth)
    {
        switch (value.Kind)
        {
            case ValueKind.List when value.AsList() is { Count: > 0 } list:
                _text.Append("[");
                for (var i = 0; i < list.Count; i++)
                {
                    StartElement(i, depth);
                    Write(list[i], depth + 1);
                }

                StartLine(depth);
                _text.Append("]");
                break;
            case ValueKind.Dict when value.AsDict() is { Count: > 0 } map:
                _text.Append("{");
                var entries = map.AsSpan();
                for (var i = 0; i < entries.Length; i++)
                {
                    StartElement(i, depth);
                    _text.Append(ValueJson.ToJson(entries[i].Key));
                    _text.Append(": ");
                    Write(entries[i].Value, depth + 1);
                }

                StartLine(depth);
                _text.Append("}");
                break;
            default:
                _text.Append(ValueJson.ToJson(value));
                break;
        }
    }

    private void StartElement(int index, int depth)
    {
        _text.Append(index == 0 ? "" : ",");
        StartLine(depth + 1);
    }

    private void StartLine(int depth)
    {
        _text.Append("\n");
        _text.Append(_spaces.AsSpan(0, depth * Indent));
    }
}
