using RayFlow.Engine.Planning;
using RayFlow.Model.Runs;

namespace RayFlow.Engine.Running;

/// <summary>
/// The child runs that were asked for and whose end has not come. It outlasts the calls and the run itself: a child that was cancelled works on until
/// it has heard of it, and a crash between the commit of a cancellation and the message would otherwise lose it.
/// </summary>
internal sealed class ChildLedger
{
    private readonly Dictionary<(long Frame, int Node, int Attempt), OpenChild> _open = [];

    public int Count => _open.Count;

    /// <summary>The highest attempt of any call so far; 0 before the first.</summary>
    public int LastAttempt { get; set; }

    /// <summary>The attempts that calls used before the run was retried: a call's first attempt is the next.</summary>
    public int EarlierAttempts { get; set; }

    /// <summary>The children by frame, node and attempt.</summary>
    public List<OpenChild> All() => [.. _open.Values.OrderBy(child => child.Frame).ThenBy(child => child.Node).ThenBy(child => child.Attempt)];

    /// <summary>The run is retried: calls that are made from now on are others than those so far.</summary>
    public void CountFrom(int lastAttempt)
    {
        EarlierAttempts = lastAttempt;
        LastAttempt = Math.Max(LastAttempt, lastAttempt);
    }

    /// <summary>A child is asked for.</summary>
    public void Open(Frame frame, GraphNode node, int attempt)
    {
        LastAttempt = Math.Max(LastAttempt, attempt);
        Add(new OpenChild(frame.Id, frame.Path, node.Index, attempt, IsCancelled: false));
    }

    public void Add(OpenChild child) => _open[(child.Frame, child.Node, child.Attempt)] = child;

    /// <summary>A child's result is not wanted any more.</summary>
    public void Cancel(Frame frame, GraphNode node, int attempt)
    {
        if (_open.TryGetValue((frame.Id, node.Index, attempt), out var child))
        {
            Add(child with { IsCancelled = true });
        }
    }

    /// <summary>Forgets the children that are to be cancelled: they are another run's.</summary>
    public void DropCancelled()
    {
        foreach (var (key, _) in _open.Where(entry => entry.Value.IsCancelled).ToList())
        {
            _open.Remove(key);
        }
    }

    /// <summary>Whether a child's end has not come.</summary>
    public bool IsOpen(long frame, int node, int attempt) => _open.ContainsKey((frame, node, attempt));

    /// <summary>A child has ended; false if it was not open.</summary>
    public bool Close(long frame, int node, int attempt) => _open.Remove((frame, node, attempt));

    /// <summary>Whether this is the end of a child that is to be cancelled.</summary>
    public bool IsCancelled(ChildEnded ended) => _open.TryGetValue((ended.Frame, ended.Node, ended.Attempt), out var child) && child.IsCancelled;

    /// <summary>Keeps the children of a course of the run that was taken back, as cancelled: they are not this one's.</summary>
    public void KeepFrom(ChildLedger takenBack)
    {
        foreach (var (key, child) in takenBack._open)
        {
            _open.TryAdd(key, child with { IsCancelled = true });
        }
    }
}
