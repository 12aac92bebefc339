using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Planning;

/// <summary>A node of a <see cref="FlowGraph"/>: everything that running it takes, by index.</summary>
public sealed class GraphNode
{
    /// <summary>Its index in the flow.</summary>
    public required int Index { get; init; }

    /// <summary>Its id in the document.</summary>
    public required string Id { get; init; }

    /// <summary>Its type.</summary>
    public required NodeDescriptor Descriptor { get; init; }

    /// <summary>What it is set to.</summary>
    public required NodeSettings Settings { get; init; }

    /// <summary>What happens when it fails.</summary>
    public required NodePolicy Policy { get; init; }

    /// <summary>When it fires.</summary>
    public required Join Join { get; init; }

    /// <summary>Its data inputs: those of its type in order, then freely named ones.</summary>
    public required InputSlot[] Inputs { get; init; }

    /// <summary>The names of its data outputs; <c>error</c> is the last.</summary>
    public required string[] Outputs { get; init; }

    /// <summary>The types of its data outputs.</summary>
    public required PinType[] OutputTypes { get; init; }

    /// <summary>How many outputs it gives itself: all but the engine's <c>error</c>, where it has none of its own.</summary>
    public required int OwnOutputs { get; init; }

    /// <summary>Its exec outputs; every one that the type has, and <c>exec-error</c> last.</summary>
    public required ExecPort[] Ports { get; init; }

    /// <summary>How many exec edges enter it, those from nodes that START does not reach included.</summary>
    public required int ExecInputs { get; init; }

    /// <summary>The function of a pure node that is evaluated in place; null for all others.</summary>
    public PureFunction? Function { get; init; }

    /// <summary>The function of an effect node that touches nothing but its run; null for all others.</summary>
    public InlineEffect? Inline { get; init; }

    /// <summary>The region that it is in; the root is 0. A free pure node is in none and has -1, and so has one that START does not reach.</summary>
    public int Region { get; internal set; } = -1;

    /// <summary>Its place among the nodes of its region.</summary>
    public int Local { get; internal set; } = -1;

    /// <summary>For a free pure node: its number among these; else -1.</summary>
    public required int FreeIndex { get; init; }

    /// <summary>For a free pure node: where its outputs begin in the scratch space of a gathering.</summary>
    public required int ScratchStart { get; init; }

    /// <summary>The innermost sequence that it is in a branch of; -1 if it is in none.</summary>
    public int Sequence { get; internal set; } = -1;

    /// <summary>The port of that branch.</summary>
    public int Branch { get; internal set; } = -1;

    /// <summary>A pure node without exec edges: evaluated when a consumer reads it.</summary>
    public bool IsFree => FreeIndex >= 0;

    /// <summary>It runs in a node grain: an effect on the world, or a heavy pure node.</summary>
    public bool RunsInGrain => Descriptor is { Kind: NodeKind.Effect, Inline: false, Operation: ControlOperation.None } or { Kind: NodeKind.Pure, Heavy: true };

    /// <summary>The orchestrator operation that it is.</summary>
    public ControlOperation Operation => Descriptor.Operation;

    /// <summary>The port that fires when the node fails and is connected.</summary>
    public ExecPort ErrorPort => Ports[^1];

    /// <summary>Whether it is a loop.</summary>
    public bool IsLoop => Operation is ControlOperation.ForEach or ControlOperation.ForRange or ControlOperation.While;

    /// <summary>Whether it owns regions: a loop or a try.</summary>
    public bool OwnsRegions => IsLoop || Operation == ControlOperation.Try;

    /// <summary>The index of an output; -1 if there is none of that name.</summary>
    public int OutputIndex(string name) => Array.IndexOf(Outputs, name);

    /// <summary>The index of a port; -1 if there is none of that name.</summary>
    public int PortIndex(string name)
    {
        for (var port = 0; port < Ports.Length; port++)
        {
            if (Ports[port].Name == name)
            {
                return port;
            }
        }

        return -1;
    }

    /// <inheritdoc/>
    public override string ToString() => Id;
}
