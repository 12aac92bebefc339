using System.Diagnostics;
using System.Globalization;
using RayFlow.Engine.Planning;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Runs;

/// <summary>What the nodes of a run have taken, each in sum: as their grains say, or for those that the engine evaluates the time since the last one.</summary>
internal sealed class NodeTimes(FlowGraph graph)
{
    private readonly double[] _seconds = new double[graph.Nodes.Length];
    private long _tick;

    /// <summary>An event came: what follows is counted from now.</summary>
    public void Advance() => _tick = Stopwatch.GetTimestamp();

    /// <summary>A node is done.</summary>
    /// <param name="node">Which.</param>
    /// <param name="seconds">What it took; null: the time since the last node or event.</param>
    public void Add(GraphNode node, double? seconds)
    {
        var tick = Stopwatch.GetTimestamp();
        _seconds[node.Index] += seconds ?? (tick - _tick) / (double)Stopwatch.Frequency;
        _tick = tick;
    }

    /// <summary>Nothing has taken any time so far.</summary>
    public void Clear() => Array.Clear(_seconds);

    /// <summary>Seconds per node id, of nodes that took any.</summary>
    public Dictionary<string, double> ById()
    {
        var seconds = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var i = 0; i < _seconds.Length; i++)
        {
            if (_seconds[i] > 0)
            {
                seconds[graph.Nodes[i].Id] = Math.Round(_seconds[i], 9);
            }
        }

        return seconds;
    }

    /// <summary>For a snapshot: seconds by the node's place.</summary>
    public ValueMap Save() => ValueMap.Create(_seconds.Index().Where(node => node.Item != 0).Select(node =>
        KeyValuePair.Create(node.Index.ToString(CultureInfo.InvariantCulture), (Value)node.Item)));

    /// <summary>Goes on from what was saved.</summary>
    public void Restore(ValueMap saved)
    {
        foreach (var (node, seconds) in saved)
        {
            _seconds[int.Parse(node, CultureInfo.InvariantCulture)] = seconds.AsFloat();
        }
    }
}
