using System.Runtime.CompilerServices;
using RayFlow.Engine.Planning;

namespace RayFlow.Engine.Moments;

/// <summary>The exec edges of a flow by the node that they enter; a graph has them by the node that they leave. Made once for a graph.</summary>
internal sealed class Wiring
{
    private static readonly ConditionalWeakTable<FlowGraph, Wiring> Made = [];

    private readonly Adjacency _into;
    private readonly List<(int Target, int Source, int Port, string Edge)> _edges = [];

    private Wiring(FlowGraph graph)
    {
        Graph = graph;
        Free = [.. graph.Nodes.Where(node => node.IsFree).OrderBy(node => node.FreeIndex)];
        foreach (var node in graph.Nodes)
        {
            for (var port = 0; port < node.Ports.Length; port++)
            {
                for (var i = 0; i < node.Ports[port].Targets.Length; i++)
                {
                    _edges.Add((node.Ports[port].Targets[i], node.Index, port, node.Ports[port].Edges[i]));
                }
            }
        }

        _into = Adjacency.Of(graph.Nodes.Length, _edges.Count, edge => _edges[edge].Target);
    }

    private FlowGraph Graph { get; }

    /// <summary>The free pure nodes by their number.</summary>
    public GraphNode[] Free { get; }

    public static Wiring Of(FlowGraph graph) => Made.GetValue(graph, static graph => new Wiring(graph));

    /// <summary>The edges that enter a node, given which ports have settled.</summary>
    public IReadOnlyList<EdgeMoment> EdgesInto(GraphNode node, Dictionary<(int Source, int Port), bool> settled)
    {
        var edges = _into[node.Index];
        if (edges.IsEmpty)
        {
            return [];
        }

        var found = new EdgeMoment[edges.Length];
        for (var i = 0; i < found.Length; i++)
        {
            var (_, source, port, edge) = _edges[edges[i]];
            found[i] = new EdgeMoment(edge, Graph.Nodes[source], settled.TryGetValue((source, port), out var isLive) ? isLive : null);
        }

        return found;
    }
}
