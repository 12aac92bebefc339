using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RayFlow.GrainInterfaces.Failures;

namespace RayFlow.Grains.Nodes;

/// <summary>
/// The threads that node code runs on. It may block them, as code of users does: the thread pool, which Orleans, the heartbeat and the API live on,
/// is not touched by it. A thread that is given up goes on with what it does, and another takes its place.
/// </summary>
/// <remarks>
/// There are <see cref="NodeThreadOptions.Count"/> threads that compute, made when they are needed and gone when they are not, and up to
/// <see cref="NodeThreadOptions.MaxStuck"/> more. A thread is replaced as soon as it only waits for something while others have work, and in any case
/// once it is stuck: held for longer than <see cref="NodeThreadOptions.StuckAfterSeconds"/>, or by an attempt that nobody waits for.
/// </remarks>
internal sealed class NodeThreads : IDisposable
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan IdleFor = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly NodeThreadOptions _options;
    private readonly StuckNodes _stuck;
    private readonly HashSet<NodeThread> _threads = [];
    private readonly List<NodeThread> _idle = [];
    private readonly NodeQueue _queue = new();
    private readonly NodeLoads _loads;
    private readonly ManualResetEventSlim _stopping = new();
    private bool _isWatched;

    public NodeThreads(IOptions<NodeThreadOptions> options, SiloProblems problems, ILogger<NodeThreads> logger)
    {
        _options = options.Value;
        _loads = new NodeLoads(_options.MaxStuck);
        _stuck = new StuckNodes("nodes", _options.MaxStuck, "RayFlow:Nodes:Threads:MaxStuck", problems, logger);
    }

    /// <summary>How many threads there may be.</summary>
    public int Limit => _options.Count + _options.MaxStuck;

    /// <summary>Threads that run something now, stuck or not.</summary>
    public int Busy => Locked(() => _threads.Count - _idle.Count);

    /// <summary>Threads that are given up.</summary>
    public int Stuck => Locked(() => _stuck.Count);

    /// <summary>Attempts and continuations that wait for a thread.</summary>
    public int Queued => Locked(() => _queue.Count);

    /// <summary>A way for one attempt at a node; one that is refused already if nodes of its type hold all the threads that may be given up.</summary>
    /// <exception cref="NodesBusyException">Too many attempts wait for a thread.</exception>
    public NodeLane Open(string type)
    {
        lock (_gate)
        {
            if (_queue.StartCount >= _options.MaxQueued)
            {
                throw new NodesBusyException($"{_queue.StartCount} node attempts wait for a thread of this silo, as many as RayFlow:Nodes:Threads:MaxQueued lets wait.");
            }

            var lane = new NodeLane(this, type);
            if (_stuck.Refuses(type))
            {
                lane.Refuse(_stuck.Refusal(type));
            }

            return lane;
        }
    }

    /// <summary>Takes a task of a lane.</summary>
    public void Enqueue(NodeLane lane, Task task, bool isStart)
    {
        lock (_gate)
        {
            _queue.Enqueue(new NodeWork(lane, task), isStart);
            Dispatch();
        }
    }

    /// <summary>Threads end as they become idle; one that a node holds does not keep the process.</summary>
    public void Dispose()
    {
        _stopping.Set();
        lock (_gate)
        {
            _idle.ForEach(idle => idle.Wake());
        }
    }

    /// <summary>What a thread that has nothing to do is to do next; null: end.</summary>
    internal NodeWork? Next(NodeThread thread)
    {
        lock (_gate)
        {
            Release(thread);
            var isSurplus = _threads.Count - _loads.Replaced > _options.Count;
            if (!isSurplus && _queue.TryDequeue(_loads.MayStart, out var work))
            {
                Occupy(thread, work.Value);
                return work;
            }

            if (isSurplus || _stopping.IsSet)
            {
                _threads.Remove(thread);
                return null;
            }

            _idle.Add(thread);
        }

        thread.AwaitWork(IdleFor);
        lock (_gate)
        {
            if (_idle.Remove(thread))
            {
                _threads.Remove(thread); // nobody gave it anything
            }

            return thread.Work;
        }
    }

    /// <summary>Gives what waits to idle threads and to new ones. Under the lock.</summary>
    private void Dispatch()
    {
        while (_queue.Count > 0 && (_idle.Count > 0 || TryAdd()) && _queue.TryDequeue(_loads.MayStart, out var work))
        {
            // The last one to rest, so that those that are not needed come to their end.
            var thread = _idle[^1];
            _idle.RemoveAt(_idle.Count - 1);
            Occupy(thread, work.Value);
            thread.Wake();
        }
    }

    private bool TryAdd()
    {
        if (_threads.Count - _loads.Replaced >= _options.Count)
        {
            return false;
        }

        var thread = new NodeThread(this);
        try
        {
            thread.Start();
        }
        catch (OutOfMemoryException) when (_threads.Count > 0)
        {
            return false; // the system gives no more threads; those that there are take what waits, one after the other
        }

        _threads.Add(thread);
        _idle.Add(thread);
        Watch();
        return true;
    }

    private void Occupy(NodeThread thread, NodeWork work)
    {
        thread.Take(work);
        _loads.Begin(work.Lane.Type);
        Telemetry.NodeThreadsBusy.Add(1);
    }

    private void Release(NodeThread thread)
    {
        if (thread.Work is not { } done)
        {
            return;
        }

        Telemetry.NodeThreadsBusy.Add(-1);
        _loads.End(done.Lane.Type, thread.IsReplaced);
        if (thread.IsStuck)
        {
            _stuck.Remove(done.Lane.Type);
        }

        thread.Leave();
    }

    // On a thread of its own, as long as there are threads: a timer would fire on the thread pool.
    private void Watch()
    {
        if (!_isWatched)
        {
            _isWatched = true;
            new Thread(WatchOver) { IsBackground = true, Name = "rayflow-node-watch" }.UnsafeStart();
        }
    }

    private void WatchOver()
    {
        while (!_stopping.Wait(LookPeriod))
        {
            lock (_gate)
            {
                if (!(_isWatched = _threads.Count > 0))
                {
                    return;
                }

                Look();
            }
        }
    }

    private void Look()
    {
        var areOthersWaiting = _queue.Count > 0;
        foreach (var thread in _threads)
        {
            if (thread.Work is not { } work)
            {
                continue;
            }

            if (!thread.IsStuck && thread.IsHeld(_options.StuckAfterSeconds))
            {
                thread.IsStuck = true;
                _stuck.Add(work.Lane.Type);
            }

            if (!thread.IsReplaced && _loads.Replaced < _options.MaxStuck && (thread.IsStuck || (areOthersWaiting && thread.IsOnlyWaiting)))
            {
                thread.IsReplaced = true;
                _loads.Replace(work.Lane.Type);
            }
        }

        Dispatch();
        if (_stuck.IsFull)
        {
            // What has not begun would only hold the next thread.
            _queue.Types.Where(_stuck.Refuses).SelectMany(_queue.StartsOf).ToList().ForEach(lane => lane.Refuse(_stuck.Refusal(lane.Type)));
        }
    }

    private int Locked(Func<int> count)
    {
        lock (_gate)
        {
            return count();
        }
    }
}
