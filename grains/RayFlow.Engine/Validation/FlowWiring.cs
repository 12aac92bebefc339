using RayFlow.Engine.Planning;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Validation;

/// <summary>A document by index: what its nodes are, and the edges that are wired correctly.</summary>
internal sealed class FlowWiring
{
    private readonly bool[] _handlesError;

    public FlowWiring(FlowDocument document, NodeDescriptor?[] types, List<Wire> exec, List<Wire> data)
    {
        Document = document;
        Types = types;
        Exec = exec;
        Data = data;
        Count = document.Nodes.Count;
        ExecOut = Adjacency.Of(Count, exec.Count, wire => exec[wire].Source);
        ExecIn = Adjacency.Of(Count, exec.Count, wire => exec[wire].Target);
        DataOut = Adjacency.Of(Count, data.Count, wire => data[wire].Source);
        DataIn = Adjacency.Of(Count, data.Count, wire => data[wire].Target);
        Regions = RegionMap.Of(Count, [.. exec.Select(wire => new RegionEdge(wire.Source, wire.Target, RegionOutputs.Find(OperationOf(wire.Source), wire.Output)))]);
        _handlesError = new bool[Count];
        foreach (var wire in exec)
        {
            _handlesError[wire.Source] |= wire.Output == NodePins.ErrorExec;
        }

        Starts = [.. Enumerable.Range(0, Count).Where(node => OperationOf(node) == ControlOperation.Start)];
    }

    public FlowDocument Document { get; }

    /// <summary>How many nodes there are.</summary>
    public int Count { get; }

    /// <summary>Per node its type; null if it is unknown or broken.</summary>
    public NodeDescriptor?[] Types { get; }

    public List<Wire> Exec { get; }

    public List<Wire> Data { get; }

    /// <summary>Per node the places in <see cref="Exec"/> of the wires that leave it.</summary>
    public Adjacency ExecOut { get; }

    /// <summary>Per node the places in <see cref="Exec"/> of the wires that enter it.</summary>
    public Adjacency ExecIn { get; }

    /// <summary>Per node the places in <see cref="Data"/> of the wires that leave it.</summary>
    public Adjacency DataOut { get; }

    /// <summary>Per node the places in <see cref="Data"/> of the wires that enter it.</summary>
    public Adjacency DataIn { get; }

    /// <summary>The regions; its edges are those of <see cref="Exec"/>.</summary>
    public RegionMap Regions { get; }

    public int[] Starts { get; }

    public ControlOperation OperationOf(int node) => Types[node]?.Operation ?? ControlOperation.None;

    /// <summary>When a node fires; a merge fires at the first live edge whatever its join says.</summary>
    public Join JoinOf(int node) => OperationOf(node) == ControlOperation.Merge ? new Join(JoinMode.Any) : Document.Nodes[node].Join;

    public string IdOf(int node) => Document.Nodes[node].Id;

    /// <summary>True for a pure node without exec edges: it is evaluated when it is read.</summary>
    public bool IsFree(int node) => FreeNodes.Contain(Types[node], node, ExecIn, ExecOut);

    /// <summary>True for the owner of a region: it settles after what is in it.</summary>
    public bool IsOwner(int node) => RegionOutputs.Of(OperationOf(node)).Count > 0;

    /// <summary>True for <c>error</c> where it is not an output of the node's own.</summary>
    public bool IsErrorOutput(int node, string output) =>
        output == NodePins.ErrorOutput && Types[node] is { } type && !type.Outputs.Any(pin => pin.Name == output);

    /// <summary>True for an output of a loop that has another value in each turn.</summary>
    public bool IsTurnOutput(int node, string output) =>
        RegionOutputs.IsLoop(OperationOf(node)) && output is "element" or "index";

    /// <summary>Whether a node's <c>exec-error</c> is connected, so that its failure is a branch.</summary>
    public bool HandlesError(int node) => _handlesError[node];
}
