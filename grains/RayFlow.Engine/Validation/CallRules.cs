using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Validation;

/// <summary>RF212: the flows that are called exist.</summary>
internal static class CallRules
{
    /// <summary>The calls of a document, by node. A call that names nothing is another rule's.</summary>
    public static IEnumerable<(int Node, FlowReference Flow)> CallsOf(FlowDocument document, Func<int, NodeDescriptor?> typeOf)
    {
        for (var node = 0; node < document.Nodes.Count; node++)
        {
            if (typeOf(node)?.Operation == ControlOperation.Call
                && document.Nodes[node].Constants.TryGetValue("FLOW", out var flow) && flow.Kind == ValueKind.Str && flow.AsStr().Length > 0)
            {
                yield return (node, FlowReference.Parse(flow.AsStr()));
            }
        }
    }

    /// <summary>Holds the calls against the saved flows.</summary>
    /// <param name="saved">The latest version of each, by name.</param>
    public static void Check(FlowDocument document, NodeDescriptor?[] types, IReadOnlyDictionary<string, int> saved, FlowFindings findings)
    {
        foreach (var (node, flow) in CallsOf(document, node => types[node]))
        {
            if (!flow.IsAmong(saved))
            {
                var what = saved.TryGetValue(flow.Name, out var latest)
                    ? $"version {flow.Version} of flow '{flow.Name}', whose latest version is {latest}. Correct the version in the constant 'FLOW', or leave it out to call the latest."
                    : $"flow '{flow.Name}', which is not saved. Save it first, or correct the name in the constant 'FLOW'.";
                findings.AddNode(DiagnosticCodes.UnknownFlow, node, "/data/constantValues/FLOW", $"Node '{document.Nodes[node].Id}' calls {what}");
            }
        }
    }
}
