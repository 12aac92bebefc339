namespace Orleans.Runtime;

/// <summary>Where the directory says that calls of a grain go.</summary>
internal abstract class MessageTarget
{
    /// <summary>Puts a turn in the queue; false if this target has ended and another one has to be found.</summary>
    public abstract bool TryEnqueue(Turn turn);
}
