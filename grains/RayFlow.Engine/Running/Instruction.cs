using RayFlow.Engine.Planning;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>Something that the engine wants done in the world. A closed union.</summary>
/// <param name="Frame">The instance's frame.</param>
/// <param name="Node">The instance's node.</param>
public abstract record Instruction(Frame Frame, GraphNode Node);

/// <summary>Hand an attempt to the node's grain; its outcome comes back as an event.</summary>
/// <param name="Frame">The instance's frame.</param>
/// <param name="Node">The node to run.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="Inputs">One per input of the node.</param>
/// <param name="Consumer">For a pure node that is evaluated for a firing of another node: that node's index; else -1.</param>
public sealed record RunNode(Frame Frame, GraphNode Node, int Attempt, Value[] Inputs, int Consumer = -1) : Instruction(Frame, Node);

/// <summary>Cancel an attempt; its outcome is not wanted.</summary>
/// <param name="Frame">The instance's frame.</param>
/// <param name="Node">The instance's node.</param>
/// <param name="Consumer">As in the <see cref="RunNode"/>.</param>
public sealed record CancelNode(Frame Frame, GraphNode Node, int Consumer = -1) : Instruction(Frame, Node);

/// <summary>Complete a checkpoint now that everything before it is committed; that comes back as an event.</summary>
/// <param name="Frame">The instance's frame.</param>
/// <param name="Node">The checkpoint.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="Inputs">One per input of the node.</param>
public sealed record PassCheckpoint(Frame Frame, GraphNode Node, int Attempt, Value[] Inputs) : Instruction(Frame, Node);

/// <summary>Start a child run; its end comes back as an event.</summary>
/// <param name="Frame">The instance's frame.</param>
/// <param name="Node">The calling node.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="Inputs">One per input of the node.</param>
public sealed record CallFlow(Frame Frame, GraphNode Node, int Attempt, Value[] Inputs) : Instruction(Frame, Node);

/// <summary>Cancel a child run, until its end comes as an event.</summary>
/// <param name="Frame">The instance's frame; of one that has left only number and path are known.</param>
/// <param name="Node">The calling node.</param>
/// <param name="Attempt">From 1.</param>
public sealed record CancelCall(Frame Frame, GraphNode Node, int Attempt) : Instruction(Frame, Node);
