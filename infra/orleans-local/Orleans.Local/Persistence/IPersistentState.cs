using Orleans.Core;

namespace Orleans.Runtime;

/// <summary>A state that a constructor parameter with <see cref="PersistentStateAttribute"/> receives. It is read before the grain is activated.</summary>
public interface IPersistentState<TState> : IStorage<TState>;
