using System.Diagnostics.CodeAnalysis;

namespace RayFlow.Grains.Nodes;

/// <summary>
/// What waits for a thread: continuations first, since what has begun holds something; then starts, a type after the other, so that a type of which
/// thousands wait delays no other. Used under the lock of the <see cref="NodeThreads"/>.
/// </summary>
internal sealed class NodeQueue
{
    private readonly Queue<NodeWork> _continuations = new();
    private readonly Dictionary<string, Queue<NodeWork>> _starts = new(StringComparer.Ordinal);
    private readonly Queue<string> _turns = new(); // the types of which starts wait, each once

    /// <summary>How much waits.</summary>
    public int Count => _continuations.Count + StartCount;

    /// <summary>How many attempts wait for their first thread.</summary>
    public int StartCount { get; private set; }

    /// <summary>Takes in a piece of work.</summary>
    public void Enqueue(NodeWork work, bool isStart)
    {
        Telemetry.NodeThreadsQueued.Add(1);
        if (!isStart)
        {
            _continuations.Enqueue(work);
            return;
        }

        if (!_starts.TryGetValue(work.Lane.Type, out var starts))
        {
            _starts.Add(work.Lane.Type, starts = new Queue<NodeWork>());
            _turns.Enqueue(work.Lane.Type);
        }

        starts.Enqueue(work);
        StartCount++;
    }

    /// <summary>Gives the next piece of work, if there is any.</summary>
    /// <param name="mayStart">Whether an attempt at a node of a type may start now.</param>
    /// <param name="work">The piece of work.</param>
    public bool TryDequeue(Func<string, bool> mayStart, [NotNullWhen(true)] out NodeWork? work)
    {
        work = null;
        if (_continuations.TryDequeue(out var continuation))
        {
            work = continuation;
        }

        for (var turn = _turns.Count; turn > 0 && work is null; turn--)
        {
            var type = _turns.Dequeue();
            var starts = _starts[type];
            if (mayStart(type))
            {
                work = starts.Dequeue();
                StartCount--;
            }

            if (starts.Count > 0)
            {
                _turns.Enqueue(type);
            }
            else
            {
                _starts.Remove(type);
            }
        }

        Telemetry.NodeThreadsQueued.Add(work is null ? 0 : -1);
        return work is not null;
    }

    /// <summary>The attempts at nodes of a type that wait for their first thread.</summary>
    public IEnumerable<NodeLane> StartsOf(string type) => _starts.TryGetValue(type, out var starts) ? starts.Select(work => work.Lane) : [];

    /// <summary>The types of which attempts wait.</summary>
    public IEnumerable<string> Types => _starts.Keys;
}
