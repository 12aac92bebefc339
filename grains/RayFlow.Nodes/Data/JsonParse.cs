using System.Globalization;
using System.Text;
using System.Text.Json;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;
using RayFlow.Nodes.Text;

namespace RayFlow.Nodes.Data;

[Node("data_json_parse", Label = "Parse JSON", Icon = "file-json",
    Description = "The value that a JSON text (RFC 8259) stands for. A number without fraction and exponent is an int if it fits "
        + "64 bits. Fails with bad_json, with line and column.")]
internal sealed class JsonParse : PureNode
{
    [Input]
    public required string JsonString { get; set; }

    [Output]
    public Value Data { get; private set; }

    public override void Evaluate()
    {
        var utf8 = Encoding.UTF8.GetBytes(JsonString);
        try
        {
            Data = ValueJson.Parse(utf8);
        }
        catch (JsonException bad)
        {
            throw new NodeException(NodeErrorCodes.BadJson, Describe(bad, utf8));
        }
    }

    private static string Describe(JsonException bad, byte[] utf8)
    {
        // The exception counts lines and bytes from 0; people count lines and characters from 1.
        var line = utf8.AsSpan();
        for (var skip = bad.LineNumber ?? 0; skip > 0; skip--)
        {
            line = line[(line.IndexOf((byte)'\n') + 1)..];
        }

        var before = line[..(int)long.Min(bad.BytePositionInLine ?? 0, line.Length)];
        var end = bad.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Line {bad.LineNumber + 1}, column {Scalars.Count(Encoding.UTF8.GetString(before)) + 1}: {(end < 0 ? bad.Message : bad.Message[..end])}");
    }
}
