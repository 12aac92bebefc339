using RayFlow.Model.Values;

namespace RayFlow.Model.Nodes;

/// <summary>
/// A pure node bound to its settings. Deterministic, without side effects, safe for concurrent calls.
/// </summary>
/// <param name="inputs">The type's inputs in order, then the free ones; each of its pin's type already.</param>
/// <param name="outputs">One place per output of the type, in order.</param>
/// <param name="variables">The run's variables as far as the node reads them; null if it reads none.</param>
/// <exception cref="NodeException">The node fails.</exception>
public delegate void PureFunction(ReadOnlySpan<Value> inputs, Span<Value> outputs, ValueMap? variables);
