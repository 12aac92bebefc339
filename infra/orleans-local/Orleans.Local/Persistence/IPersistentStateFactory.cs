namespace Orleans.Runtime;

/// <summary>Makes persistent states.</summary>
public interface IPersistentStateFactory
{
    /// <summary>Makes the state of an activation; it is read when the activation sets up its state.</summary>
    IPersistentState<TState> Create<TState>(IGrainContext context, IPersistentStateConfiguration config);
}
