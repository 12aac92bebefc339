using RayFlow.Engine.Planning;

namespace RayFlow.Engine.Moments;

/// <summary>What a run waited for, over its time.</summary>
internal sealed class WaitLog
{
    private const int MostTold = 100;

    private readonly List<Span> _all = [];
    private readonly Dictionary<(FrameLog Frame, int Node), Span> _open = [];

    /// <summary>The waits after an event in the order in which they began, the first hundred.</summary>
    public IReadOnlyList<InstanceWait> At(long sequence) =>
        [.. _all.Where(wait => wait.From <= sequence && sequence < wait.Until).Take(MostTold).Select(wait => wait.Wait)];

    public void Begin(FrameLog frame, GraphNode node, long sequence, InstanceWait wait)
    {
        var span = new Span(wait, sequence);
        _all.Add(span);
        _open[(frame, node.Index)] = span;
    }

    public void End(FrameLog frame, GraphNode node, long sequence)
    {
        if (_open.Remove((frame, node.Index), out var span))
        {
            span.Until = sequence;
        }
    }

    private sealed class Span(InstanceWait wait, long from)
    {
        public InstanceWait Wait => wait;

        public long From => from;

        public long Until { get; set; } = long.MaxValue;
    }
}
