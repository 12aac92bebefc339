using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Validation;

/// <summary>RF1xx and the sizes: one START, a RETURN, ids that are unique.</summary>
internal sealed class GraphRules(FlowDocument document, FlowFindings findings)
{
    /// <summary>Whether the graph is small enough to be looked into.</summary>
    public bool CheckSize(FlowLimits limits)
    {
        Check(document.Nodes.Count, limits.MaxNodes, "nodes", DiagnosticCodes.TooManyNodes);
        Check(document.Edges.Count, limits.MaxEdges, "edges", DiagnosticCodes.TooManyEdges);
        return document.Nodes.Count <= limits.MaxNodes && document.Edges.Count <= limits.MaxEdges;

        void Check(int count, int most, string what, DiagnosticCode code)
        {
            if (count > most)
            {
                findings.Add(code, $"/flow/{what}", $"The flow has {count:N0} {what}; {most:N0} are allowed. Move parts of it into flows of their own and run them with flow_call.");
            }
        }
    }

    /// <summary>The index of each node id; of several with one id the first.</summary>
    public Dictionary<string, int> CheckIds()
    {
        var nodes = new Dictionary<string, int>(document.Nodes.Count, StringComparer.Ordinal);
        for (var node = 0; node < document.Nodes.Count; node++)
        {
            var id = document.Nodes[node].Id;
            if (!nodes.TryAdd(id, node))
            {
                findings.AddNode(DiagnosticCodes.DuplicateNodeId, node, "/id", $"Node '{id}' has the same id as {Pointer(document.Nodes[nodes[id]].Pointer, "/flow/nodes", nodes[id])}. Give it one of its own, and correct the edges that mean it.");
            }
        }

        var edges = new Dictionary<string, int>(document.Edges.Count, StringComparer.Ordinal);
        for (var edge = 0; edge < document.Edges.Count; edge++)
        {
            if (document.Edges[edge].Id is { } id && !edges.TryAdd(id, edge))
            {
                findings.AddEdge(DiagnosticCodes.DuplicateEdgeId, edge, "/id", $"Edge '{id}' has the same id as {Pointer(document.Edges[edges[id]].Pointer, "/flow/edges", edges[id])}. Give it one of its own, or leave the ids out.");
            }
        }

        return nodes;
    }

    /// <summary>Checks where runs start and end.</summary>
    public void CheckEnds(NodeDescriptor?[] types)
    {
        var starts = Find(types, ControlOperation.Start, "start");
        if (starts.Count == 0)
        {
            findings.Add(DiagnosticCodes.MissingStart, "/flow/nodes", "The flow has no START, so nothing in it would ever run. Add a node of type 'start'.");
        }

        foreach (var node in starts.Skip(1))
        {
            findings.AddNode(DiagnosticCodes.SeveralStarts, node, "", $"Node '{document.Nodes[node].Id}' is a second START beside '{document.Nodes[starts[0]].Id}'. Keep one; several edges may leave its exec-out.");
        }

        if (Find(types, ControlOperation.Return, "return").Count == 0)
        {
            findings.Add(DiagnosticCodes.MissingReturn, "/flow/nodes", "The flow has no RETURN, so it could never complete. Add a node of type 'return' and lead an exec edge to it.");
        }
    }

    private List<int> Find(NodeDescriptor?[] types, ControlOperation operation, string name) =>
        [.. Enumerable.Range(0, types.Length).Where(node => types[node] is { } type ? type.Operation == operation : document.Nodes[node].Type == name)];

    private static string Pointer(string pointer, string list, int index) => pointer.Length > 0 ? pointer : $"{list}/{index}";
}
