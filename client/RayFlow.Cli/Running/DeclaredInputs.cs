using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Cli.Running;

/// <summary>The types that a document's START declares for its inputs.</summary>
internal static class DeclaredInputs
{
    private static readonly FlowLimits Limits = FlowLimits.Default with { MaxBytes = int.MaxValue };

    /// <summary>The types by name. An entry without a type that exists is missing; the server tells what is wrong with it.</summary>
    public static IReadOnlyDictionary<string, PinType> Of(ReadOnlyMemory<byte> document)
    {
        var types = new Dictionary<string, PinType>(StringComparer.Ordinal);
        var start = FlowDocumentParser.Parse(document, Limits).Document?.Nodes.FirstOrDefault(node => node.Type == "start");
        if (start is null || !start.Config.TryGetValue("api_schema", out var schema) || !schema.TryDict(out var entries))
        {
            return types;
        }

        foreach (var (name, entry) in entries)
        {
            if (entry.TryDict(out var fields) && fields.TryGetValue("type", out var given) && given.Kind == ValueKind.Str && PinType.TryParse(given.AsStr(), out var type))
            {
                types[name] = type;
            }
        }

        return types;
    }
}
