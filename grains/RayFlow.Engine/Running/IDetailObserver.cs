using RayFlow.Engine.Planning;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>
/// Is told everything that a run does, and not only what is of interest to whoever watches it: what it takes to show any moment of the run. A run
/// that goes on has no such observer.
/// </summary>
public interface IDetailObserver : IRunObserver
{
    /// <summary>A frame opened; its exec edges are pending.</summary>
    void Opened(Frame frame);

    /// <summary>A frame is over: nothing in it changes any more.</summary>
    void Closed(Frame frame);

    /// <summary>A node is going to fire as soon as it is its turn.</summary>
    void Readied(Frame frame, GraphNode node);

    /// <summary>A node whose turn it was waits for a node that it reads from; it is told when it is ready again.</summary>
    void Blocked(Frame frame, GraphNode node);

    /// <summary>The exec edges of a port have settled.</summary>
    /// <param name="frame">The frame of the nodes that they enter.</param>
    /// <param name="source">The node that they leave; for a port that leads into a region, the region's owner.</param>
    /// <param name="port">The index of the port.</param>
    /// <param name="isLive">Whether they are live; else they are dead.</param>
    void Settled(Frame frame, GraphNode source, int port, bool isLive);

    /// <summary>A variable was changed.</summary>
    /// <param name="frame">The frame of the node that did it.</param>
    /// <param name="node">The node that did it.</param>
    /// <param name="change">What it did.</param>
    /// <param name="value">What the variable is now; null: it is gone.</param>
    /// <param name="isInPlace">Whether the event that it belongs to is told next: a completion of a node that the engine runs itself, or a fork.</param>
    void Assigned(Frame frame, GraphNode node, VariableChange change, Value? value, bool isInPlace);

    /// <summary>A pause is over without anybody having asked for that: the run is being ended.</summary>
    void Unpaused();

    /// <summary>
    /// A retry took back what had made the run fail: from the next event on the run is in this state. Told once more when signals that came since have
    /// been folded again, of which no event is told.
    /// </summary>
    void TookBack(RunState run);
}
