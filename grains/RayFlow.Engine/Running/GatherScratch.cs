using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>Space that gatherings of one run use one after the other, so that an ordinary one allocates nothing.</summary>
internal sealed class GatherScratch(FlowGraph graph)
{
    private Value[] _inputs = new Value[8];
    private Value[] _freeInputs = new Value[8];

    /// <summary>Which gathering visited a free pure node last.</summary>
    public int[] Stamps { get; } = new int[graph.FreeCount];

    /// <summary>The outputs of a free pure node.</summary>
    public Span<Value> OutputsOf(GraphNode free) => Outputs.AsSpan(free.ScratchStart, free.OwnOutputs);

    /// <summary>The outputs of free pure nodes, by <see cref="GraphNode.ScratchStart"/>.</summary>
    public Value[] Outputs { get; } = new Value[graph.ScratchSize];

    /// <summary>Whether a free pure node could not be evaluated yet in this gathering.</summary>
    public bool[] Blocked { get; } = new bool[graph.FreeCount];

    /// <summary>The number of the gathering.</summary>
    public int Stamp { get; set; }

    /// <summary>Free pure nodes in the order in which they can be evaluated.</summary>
    public List<GraphNode> Order { get; } = [];

    /// <summary>The way to the node that is being visited.</summary>
    public Stack<(GraphNode Node, int Input)> Path { get; } = new();

    /// <summary>Sources that have not settled.</summary>
    public List<(Frame Frame, GraphNode Node)> Unsettled { get; } = [];

    /// <summary>Space for the inputs of one node.</summary>
    public Span<Value> Inputs(int count)
    {
        if (_inputs.Length < count)
        {
            _inputs = new Value[Math.Max(count, _inputs.Length * 2)];
        }

        return _inputs.AsSpan(0, count);
    }

    /// <summary>Space for the inputs of a free pure node; a second one beside <see cref="Inputs"/>.</summary>
    public Span<Value> FreeInputs(int count)
    {
        if (_freeInputs.Length < count)
        {
            _freeInputs = new Value[Math.Max(count, _freeInputs.Length * 2)];
        }

        return _freeInputs.AsSpan(0, count);
    }
}
