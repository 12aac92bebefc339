using RayFlow.Model.Values;

namespace RayFlow.Model.Nodes;

/// <summary>
/// An effect node that touches nothing but its own run, bound to its settings. Deterministic given the run's state, so that a replay of the
/// journal makes its effects again and they need no commit of their own. Safe for concurrent calls for different runs.
/// </summary>
/// <param name="inputs">The type's inputs in order, then the free ones; each of its pin's type already.</param>
/// <param name="outputs">One place per output of the type, in order.</param>
/// <param name="run">The run.</param>
/// <exception cref="NodeException">The node fails.</exception>
public delegate void InlineEffect(ReadOnlySpan<Value> inputs, Span<Value> outputs, IRunEffects run);
