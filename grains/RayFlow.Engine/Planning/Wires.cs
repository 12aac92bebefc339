using RayFlow.Model.Flows;

namespace RayFlow.Engine.Planning;

/// <summary>A document's edges by the indexes of the nodes that they join.</summary>
internal sealed class Wires
{
    public Wires(FlowDocument document, Dictionary<string, int> index)
    {
        foreach (var edge in document.Edges)
        {
            var wire = new Wire(index[edge.Source], index[edge.Target], edge);
            (edge.IsExec ? Exec : Data).Add(wire);
        }

        Ports = new int[Exec.Count];
        ExecOut = Adjacency.Of(index.Count, Exec.Count, wire => Exec[wire].Source);
        ExecIn = Adjacency.Of(index.Count, Exec.Count, wire => Exec[wire].Target);
        DataIn = Adjacency.Of(index.Count, Data.Count, wire => Data[wire].Target);
        DataOut = Adjacency.Of(index.Count, Data.Count, wire => Data[wire].Source);
    }

    /// <summary>The exec edges, in the order of the document.</summary>
    public List<Wire> Exec { get; } = [];

    /// <summary>The data edges, in the order of the document.</summary>
    public List<Wire> Data { get; } = [];

    /// <summary>Per exec edge the index of the port that it leaves; -1 if its node has none of that name. Filled in as the nodes are written.</summary>
    public int[] Ports { get; }

    /// <summary>Per node the places in <see cref="Exec"/> of the edges that leave it.</summary>
    public Adjacency ExecOut { get; }

    /// <summary>Per node the places in <see cref="Exec"/> of the edges that enter it.</summary>
    public Adjacency ExecIn { get; }

    /// <summary>Per node the places in <see cref="Data"/> of the edges that enter it.</summary>
    public Adjacency DataIn { get; }

    /// <summary>Per node the places in <see cref="Data"/> of the edges that leave it.</summary>
    public Adjacency DataOut { get; }

    /// <summary>Per node whether exec edges lead from START to it.</summary>
    public bool[] Reached(int start)
    {
        var reached = new bool[ExecOut.NodeCount];
        var open = new Stack<int>();
        open.Push(start);
        while (open.TryPop(out var node))
        {
            if (reached[node])
            {
                continue;
            }

            reached[node] = true;
            foreach (var wire in ExecOut[node])
            {
                open.Push(Exec[wire].Target);
            }
        }

        return reached;
    }

    /// <summary>One edge.</summary>
    internal readonly record struct Wire(int Source, int Target, FlowEdge Edge);
}
