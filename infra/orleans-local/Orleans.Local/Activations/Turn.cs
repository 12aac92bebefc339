using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>Something that waits for its turn on an activation: a request, a timer's tick, a step of an enumeration.</summary>
internal abstract class Turn
{
    /// <summary>The next in the activation's queue.</summary>
    public Turn? NextWaiting { get; set; }

    /// <summary>The request context that it runs in.</summary>
    public Dictionary<string, object>? Context { get; protected set; }

    public abstract bool AlwaysInterleave { get; }

    public virtual bool IsReadOnly => false;

    /// <summary>Whether it counts as use of the grain.</summary>
    public virtual bool KeepsAlive => true;

    /// <summary>Whether it need not run any more.</summary>
    public virtual bool IsObsolete => false;

    /// <summary>The request, if it is one.</summary>
    public virtual IInvokable? Request => null;

    /// <summary>Starts. The turn has ended when <see cref="Activation.OnEnded"/> is called, once, from a turn.</summary>
    public abstract void Run(Activation activation);

    /// <summary>The activation that it waited for ended before it ran.</summary>
    /// <param name="failure">Why, if the grain could not be activated; else the grain can be activated again.</param>
    public abstract void OnNotRun(Exception? failure);

    public override string ToString() => GetType().Name;
}
