using RayFlow.Engine.Planning;

namespace RayFlow.Engine.Moments;

/// <summary>Reads the instances of a moment page by page.</summary>
/// <param name="recording">The run.</param>
/// <param name="sequence">The event.</param>
internal sealed class InstancePages(RunRecording recording, long sequence)
{
    private readonly FlowGraph _graph = recording.Graph;
    private readonly Wiring _wiring = Wiring.Of(recording.Graph);

    // A position is a frame's place and a place in it: its own nodes, then the free ones.
    private long PlacesPerFrame => (2L * _graph.Nodes.Length) + 1;

    /// <summary>A page of the instances in a frame, or in all.</summary>
    public (IReadOnlyList<InstanceMoment> Instances, long? Next) Read(string? path, long after, int limit)
    {
        var found = new List<InstanceMoment>();
        var last = after;
        foreach (var frame in Frames(path, (int)Math.Min(int.MaxValue, after / PlacesPerFrame)))
        {
            foreach (var (place, instance) in In(frame, frame.Place == after / PlacesPerFrame ? after % PlacesPerFrame : 0))
            {
                if (found.Count == limit)
                {
                    return (found, last);
                }

                found.Add(instance);
                last = (frame.Place * PlacesPerFrame) + place;
            }
        }

        return (found, null);
    }

    private IEnumerable<FrameLog> Frames(string? path, int first)
    {
        var frames = recording.Frames;
        return (path is null ? Enumerable.Range(first, Math.Max(0, frames.Count - first)).Select(place => frames[place]) : frames.OfPath(path).Where(frame => frame.Place >= first))
            .TakeWhile(frame => frame.Opened <= sequence)
            .Where(frame => sequence < frame.Replaced);
    }

    private IEnumerable<(long Place, InstanceMoment Instance)> In(FrameLog frame, long after)
    {
        var settled = frame.SettledAt(sequence);
        for (var i = (int)Math.Min(after, frame.Last.Length); i < frame.Last.Length; i++)
        {
            var node = _graph.Nodes[frame.Region.Nodes[i]];
            if (recording.Find(frame, node, frame.Last[i], sequence, _wiring.EdgesInto(node, settled)) is { } instance)
            {
                yield return (i + 1, instance);
            }
        }

        foreach (var (free, last) in frame.Free)
        {
            var place = frame.Last.Length + free + 1;
            if (place > after && recording.Find(frame, _wiring.Free[free], last, sequence, []) is { } instance)
            {
                yield return (place, instance);
            }
        }
    }
}
