using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Validation;

/// <summary>
/// Which nodes can both run in one run. A node that takes one of its exec outputs is split into itself and a point per output;
/// so is one whose failure is handled, into having succeeded and having failed. A point fires if one of those before it does.
/// </summary>
/// <remarks>
/// Two points can both fire if a way from START leads to each and the two ways nowhere take different outputs of a node that takes one.
/// Most pairs are settled by a hundred sample runs, in which every such node takes a fixed pseudo-random output: all are played at once,
/// one bit each. For the others the two ways are followed backwards together, always the later point first, until they meet: where they
/// meet at a node that takes one output they came from different ones. That is exact, and its cost is bounded; a pair that
/// is not settled by then counts as possible.
/// </remarks>
internal sealed class BranchGraph
{
    private const int Words = 2;
    private const int PairsPerQuestion = 50_000;

    private readonly FlowWiring _wiring;
    private readonly int[] _pointOf;
    private readonly int[] _succeeded;
    private readonly int[] _failed;
    private readonly List<Point> _points = [];
    private readonly List<(int From, int To)> _edges = [];
    private readonly Adjacency _before;
    private readonly ulong[] _samples;
    private int _pairs = 2_000_000;

    public BranchGraph(FlowWiring wiring, Reachability reach)
    {
        _wiring = wiring;
        _pointOf = new int[wiring.Count];
        _succeeded = new int[wiring.Count];
        _failed = new int[wiring.Count];
        var leaves = new int[wiring.Exec.Count];
        foreach (var node in wiring.Regions.Order)
        {
            if (!reach[node] || wiring.IsFree(node))
            {
                continue;
            }

            AddNode(node, leaves);
            foreach (var wire in wiring.ExecIn[node])
            {
                if (reach[wiring.Exec[wire].Source] && !wiring.Regions.Closing[wire])
                {
                    _edges.Add((leaves[wire], _pointOf[node]));
                }
            }
        }

        _before = Adjacency.Of(_points.Count, _edges.Count, edge => _edges[edge].To);
        _samples = Play();
    }

    /// <summary>Whether a node can have an output and another node run in the same run.</summary>
    /// <param name="source">The node that has the output.</param>
    /// <param name="output">The output.</param>
    /// <param name="reader">The other node.</param>
    /// <param name="choice">If not: the node whose outputs exclude each other.</param>
    public bool CanBoth(int source, string output, int reader, out int choice)
    {
        choice = source;
        var one = _wiring.IsErrorOutput(source, output) ? _failed[source] : _succeeded[source];
        var other = _pointOf[reader];
        for (var word = 0; word < Words; word++)
        {
            if ((_samples[(one * Words) + word] & _samples[(other * Words) + word]) != 0)
            {
                return true;
            }
        }

        return one == other || FindWays(one, other, ref choice);
    }

    private void AddNode(int node, int[] leaves)
    {
        var point = AddPoint(node, -1);
        (_pointOf[node], _succeeded[node], _failed[node]) = (point, point, point);
        var operation = _wiring.OperationOf(node);
        var takesOne = operation is ControlOperation.If or ControlOperation.Switch or ControlOperation.WaitSignal;
        var split = takesOne || (_wiring.HandlesError(node) && !_wiring.IsOwner(node) && operation != ControlOperation.Sequence);
        var ways = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var wire in _wiring.ExecOut[node])
        {
            var output = _wiring.Exec[wire].Output;
            leaves[wire] = split ? Way(output == NodePins.ErrorExec || takesOne ? output : "") : point;
        }

        if (split && !takesOne)
        {
            _succeeded[node] = Way("");
        }

        if (split && _wiring.HandlesError(node))
        {
            _failed[node] = Way(NodePins.ErrorExec);
        }

        _points[point] = new Point(node, -1, ways.Count);

        int Way(string output)
        {
            if (!ways.TryGetValue(output, out var way))
            {
                way = AddPoint(node, ways.Count);
                _edges.Add((point, way));
                ways.Add(output, way);
            }

            return way;
        }
    }

    private int AddPoint(int node, int way)
    {
        _points.Add(new Point(node, way, 0));
        return _points.Count - 1;
    }

    private ulong[] Play()
    {
        var fires = new ulong[_points.Count * Words];
        for (var point = 0; point < _points.Count; point++)
        {
            var (node, way, _) = _points[point];
            var isStart = way < 0 && _wiring.OperationOf(node) == ControlOperation.Start;
            for (var word = 0; word < Words; word++)
            {
                var bits = isStart ? ulong.MaxValue : 0;
                foreach (var edge in _before[point])
                {
                    bits |= fires[(_edges[edge].From * Words) + word];
                }

                fires[(point * Words) + word] = way < 0 ? bits : bits & Taken(_pointOf[node], way, word);
            }
        }

        return fires;
    }

    /// <summary>The sample runs in which a point takes one of its ways.</summary>
    private ulong Taken(int point, int way, int word)
    {
        var ways = (ulong)_points[point].Ways;
        var bits = 0UL;
        for (var bit = 0; bit < 64; bit++)
        {
            bits |= (Mix(((ulong)point << 16) | (uint)((word << 6) + bit)) % ways == (ulong)way ? 1UL : 0) << bit;
        }

        return bits;
    }

    // The finalizer of SplitMix64: numbers without a pattern, and the same ones every time.
    private static ulong Mix(ulong number)
    {
        number = (number + 0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9;
        number = (number ^ (number >> 27)) * 0x94D049BB133111EB;
        return number ^ (number >> 31);
    }

    private bool FindWays(int one, int other, ref int choice)
    {
        var seen = new HashSet<(int, int)>();
        var open = new Stack<(int Earlier, int Later)>();
        Add(one, other);
        while (open.TryPop(out var pair))
        {
            if (--_pairs < 0 || seen.Count > PairsPerQuestion)
            {
                return true;
            }

            foreach (var edge in _before[pair.Later])
            {
                var before = _edges[edge].From;
                if (before != pair.Earlier)
                {
                    Add(before, pair.Earlier);
                }
                else if (before == one || before == other || _points[before].Ways == 0)
                {
                    return true;
                }
                else
                {
                    choice = _points[before].Node;
                }
            }
        }

        return false;

        void Add(int first, int second)
        {
            var pair = (Math.Min(first, second), Math.Max(first, second));
            if (seen.Add(pair))
            {
                open.Push(pair);
            }
        }
    }

    /// <summary>A node, or one of the ways that it takes one of.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Way">Which way; -1 for the node itself.</param>
    /// <param name="Ways">How many ways the node takes one of; 0 if it takes all.</param>
    private readonly record struct Point(int Node, int Way, int Ways);
}
