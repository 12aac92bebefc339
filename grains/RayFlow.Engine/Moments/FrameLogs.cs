using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;

namespace RayFlow.Engine.Moments;

/// <summary>The frames of a run in the order in which they opened.</summary>
internal sealed class FrameLogs
{
    private readonly List<FrameLog> _all = [];
    private readonly Dictionary<long, FrameLog> _byId = [];
    private readonly Dictionary<string, List<FrameLog>> _byPath = new(StringComparer.Ordinal);

    public int Count => _all.Count;

    /// <summary>Roughly how many bytes they hold.</summary>
    public long Size { get; set; }

    public FrameLog this[int place] => _all[place];

    public FrameLog Of(Frame frame) => _byId[frame.Id];

    /// <summary>A frame that opened up to an event; of several with this path the last.</summary>
    public FrameLog? Find(string path, long sequence) =>
        _byPath.TryGetValue(path, out var logs) && Ordered.After(logs, static log => log.Opened, sequence) is > 0 and var after ? logs[after - 1] : null;

    /// <summary>Those of a path.</summary>
    public IReadOnlyList<FrameLog> OfPath(string path) => _byPath.TryGetValue(path, out var logs) ? logs : [];

    /// <summary>The frame of a region that opened last up to an event; null if none had.</summary>
    public FrameLog? FindLast(int region, long sequence)
    {
        for (var place = Ordered.After(_all, static log => log.Opened, sequence) - 1; place >= 0; place--)
        {
            if (_all[place].Region.Index == region)
            {
                return _all[place];
            }
        }

        return null;
    }

    public FrameLog Open(Frame frame, long sequence)
    {
        var log = new FrameLog(frame.Id, frame.Path, frame.Region, frame.Parent is { } parent ? _byId[parent.Id] : null, _all.Count, sequence);
        _all.Add(log);
        _byId[frame.Id] = log;
        if (!_byPath.TryGetValue(log.Path, out var logs))
        {
            _byPath.Add(log.Path, logs = []);
        }
        else
        {
            logs[^1].Replaced = sequence;
        }

        logs.Add(log);
        Size += 300 + (4 * log.Last.Length);
        return log;
    }

    /// <summary>
    /// The frames that are live once a failure was taken back: those that had left are open again, those that had opened since are over, and edges of
    /// nodes that have not settled are pending again.
    /// </summary>
    /// <param name="run">The run as it is then.</param>
    /// <param name="from">The event after which it is so.</param>
    public List<Frame> TakeBack(RunState run, long from)
    {
        var live = run.LiveFrames();
        var ids = live.ConvertAll(frame => frame.Id).ToHashSet();
        foreach (var log in _all)
        {
            if (log.Closed == long.MaxValue && !ids.Contains(log.Id))
            {
                log.Closed = from;
            }
        }

        foreach (var frame in live)
        {
            var log = _byId.TryGetValue(frame.Id, out var known) && known.Path == frame.Path ? known : Open(frame, from);
            log.Closed = long.MaxValue;
            foreach (var (source, port) in log.SettledPorts.ToList())
            {
                if (IsPending(frame, run.Graph.Nodes[source], port))
                {
                    log.Settle(from, source, port, null);
                }
            }
        }

        return live;
    }

    private static bool IsPending(Frame frame, GraphNode source, int port) =>
        source.Ports[port].Region < 0 && frame.Slot(source) is var slot && !slot.IsSettled && !(slot.Activity?.Sequence is { } progress && port <= progress.Branch);
}
