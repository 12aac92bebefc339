using RayFlow.Model.Flows;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Triggers;

/// <summary>What a flow says of the event that starts it: <c>config.on_event</c> of its START.</summary>
internal static class Subscription
{
    /// <summary>The event's name; null if none starts the flow.</summary>
    public static string? Of(FlowDocument document) =>
        Start(document)?.Config.TryGetValue("on_event", out var name) == true && name.Kind == ValueKind.Str && name.AsStr().Length > 0 ? name.AsStr() : null;

    /// <summary>The names of START's inputs.</summary>
    public static IReadOnlyList<string> InputsOf(FlowDocument document) =>
        Start(document)?.Config.TryGetValue("api_schema", out var given) == true && given.TryDict(out var schema) ? [.. schema.Keys] : [];

    /// <summary>The inputs that a payload gives: entries of their names, and the whole for an input <c>payload</c>.</summary>
    public static ValueMap Inputs(IReadOnlyList<string> names, Value payload)
    {
        var inputs = new ValueMap.Builder();
        foreach (var name in names)
        {
            if (payload.TryDict(out var entries) && entries.TryGetValue(name, out var value))
            {
                inputs.Set(name, value);
            }
            else if (name == "payload")
            {
                inputs.Set(name, payload);
            }
        }

        return inputs.Build();
    }

    private static FlowNode? Start(FlowDocument document) => document.Nodes.FirstOrDefault(node => node.Type == "start");
}
