using RayFlow.Engine.Snapshots;
using RayFlow.Model.Flows;

namespace RayFlow.Engine.Planning;

/// <summary>A flow, ready to run: immutable, by index, shared by all runs of the same document.</summary>
public sealed class FlowGraph
{
    private byte[]? _shape;

    internal FlowGraph(string hash, FlowDocument document, GraphNode[] nodes, GraphRegion[] regions, int start, Dictionary<string, int> index)
    {
        Hash = hash;
        Name = document.Name;
        Variables = document.Variables;
        DeclaredVariables = document.Variables.ToDictionary(variable => variable.Name, StringComparer.Ordinal);
        Nodes = nodes;
        Regions = regions;
        Start = start;
        Index = index;
        Returns = [.. nodes.Where(node => node.Operation == Model.Nodes.ControlOperation.Return).Select(node => node.Index)];
        foreach (var node in nodes)
        {
            FreeCount += node.IsFree ? 1 : 0;
            ScratchSize += node.IsFree ? node.OwnOutputs : 0;
        }
    }

    /// <summary>SHA-256 of the document, lower-case hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>The document's name.</summary>
    public string Name { get; }

    /// <summary>The declared variables.</summary>
    public IReadOnlyList<VariableDeclaration> Variables { get; }

    /// <summary>The declared variables by name.</summary>
    internal IReadOnlyDictionary<string, VariableDeclaration> DeclaredVariables { get; }

    /// <summary>The nodes by index.</summary>
    public GraphNode[] Nodes { get; }

    /// <summary>The regions by index; the root is 0.</summary>
    public GraphRegion[] Regions { get; }

    /// <summary>The index of START.</summary>
    public int Start { get; }

    /// <summary>The indexes of the RETURNs.</summary>
    public int[] Returns { get; }

    /// <summary>Node indexes by id.</summary>
    public IReadOnlyDictionary<string, int> Index { get; }

    /// <summary>What snapshots of its runs take for granted, as a hash.</summary>
    internal byte[] Shape => _shape ??= GraphShape.Of(this);

    /// <summary>How many free pure nodes there are.</summary>
    internal int FreeCount { get; }

    /// <summary>How many outputs they have in all.</summary>
    internal int ScratchSize { get; }
}
