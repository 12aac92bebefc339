using System.Globalization;
using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Validation;

/// <summary>
/// Which nodes run only in one branch of a <c>flow_sequence</c>. A branch settles before the next one starts, so a node in an earlier branch
/// cannot wait for one in a later branch. A node is in a branch if every way from START to it leads through that output of the sequence:
/// the output dominates it. The dominator tree of an acyclic graph is built in one pass, with jump pointers for common ancestors
/// in logarithmic time.
/// </summary>
internal sealed class SequenceOrder
{
    private readonly FlowWiring _wiring;
    private readonly int[] _pointOf;
    private readonly List<Point> _points = [];

    private SequenceOrder(FlowWiring wiring, Reachability reach)
    {
        _wiring = wiring;
        _pointOf = new int[wiring.Count];
        var leaves = new int[wiring.Exec.Count];
        foreach (var node in wiring.Regions.Order)
        {
            if (reach[node] && !wiring.IsFree(node))
            {
                Add(node, reach, leaves);
            }
        }
    }

    /// <summary>The order, or null if no node of the flow has branches in order.</summary>
    public static SequenceOrder? Of(FlowWiring wiring, Reachability reach) =>
        Enumerable.Range(0, wiring.Count).Any(node => wiring.OperationOf(node) == ControlOperation.Sequence && wiring.ExecOut[node].Length > 1)
            ? new SequenceOrder(wiring, reach)
            : null;

    /// <summary>Whether a node runs only in a later branch of a sequence than a reader does.</summary>
    /// <param name="source">The node that is read.</param>
    /// <param name="reader">The node that reads.</param>
    /// <param name="sequence">If so: the sequence.</param>
    /// <param name="later">The source's branch.</param>
    /// <param name="earlier">The reader's branch.</param>
    public bool IsLater(int source, int reader, out int sequence, out string later, out string earlier)
    {
        var (one, other) = (_pointOf[source], _pointOf[reader]);
        var common = CommonAncestor(one, other);
        (sequence, later, earlier) = (_points[common].Node, "", "");
        if (_points[common].Branch.Length > 0 || one == common || other == common)
        {
            return false;
        }

        var depth = _points[common].Depth + 1;
        later = _points[Lift(one, depth)].Branch;
        earlier = _points[Lift(other, depth)].Branch;
        return later.Length > 0 && earlier.Length > 0 && Number(later) > Number(earlier);
    }

    /// <summary>The innermost branch that a node is in, by its sequence and its number; false if it is in none.</summary>
    public bool TryBranchOf(int node, out int sequence, out int number)
    {
        var branch = _points[_pointOf[node]].Inner;
        (sequence, number) = branch < 0 ? (-1, -1) : (_points[branch].Node, Number(_points[branch].Branch));
        return branch >= 0;
    }

    /// <summary>The number of the branch that a sequence's exec output starts; -1 for exec-error.</summary>
    public static int NumberOf(string output) => output == NodePins.ErrorExec ? -1 : Number(output);

    private void Add(int node, Reachability reach, int[] leaves)
    {
        var dominator = -1;
        foreach (var wire in _wiring.ExecIn[node])
        {
            if (reach[_wiring.Exec[wire].Source] && !_wiring.Regions.Closing[wire])
            {
                dominator = dominator < 0 ? leaves[wire] : CommonAncestor(dominator, leaves[wire]);
            }
        }

        var point = AddPoint(node, "", dominator);
        _pointOf[node] = point;
        var branches = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var wire in _wiring.ExecOut[node])
        {
            leaves[wire] = point;
            var output = _wiring.Exec[wire].Output;
            if (_wiring.OperationOf(node) != ControlOperation.Sequence || output == NodePins.ErrorExec)
            {
                continue;
            }

            if (!branches.TryGetValue(output, out var branch))
            {
                branch = AddPoint(node, output, point);
                branches.Add(output, branch);
            }

            leaves[wire] = branch;
        }
    }

    private int AddPoint(int node, string branch, int parent)
    {
        var point = _points.Count;
        if (parent < 0)
        {
            // A second START is a problem of its own; here both hang below the first.
            parent = 0;
        }

        if (point == 0)
        {
            _points.Add(new Point(node, branch, 0, 0, 0, -1));
            return 0;
        }

        var (up, jump) = (_points[parent], _points[_points[parent].Jump]);
        var far = up.Depth - jump.Depth == jump.Depth - _points[jump.Jump].Depth ? jump.Jump : parent;
        _points.Add(new Point(node, branch, parent, far, up.Depth + 1, branch.Length > 0 ? point : up.Inner));
        return point;
    }

    private int Lift(int point, int depth)
    {
        while (_points[point].Depth > depth)
        {
            point = _points[_points[point].Jump].Depth >= depth ? _points[point].Jump : _points[point].Parent;
        }

        return point;
    }

    private int CommonAncestor(int one, int other)
    {
        var depth = Math.Min(_points[one].Depth, _points[other].Depth);
        (one, other) = (Lift(one, depth), Lift(other, depth));
        while (one != other)
        {
            (one, other) = _points[one].Jump != _points[other].Jump
                ? (_points[one].Jump, _points[other].Jump)
                : (_points[one].Parent, _points[other].Parent);
        }

        return one;
    }

    private static int Number(string branch) => int.Parse(branch.AsSpan("exec-".Length), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>A node or a branch in the dominator tree; <c>Inner</c> is the nearest branch above it or itself, or -1.</summary>
    private readonly record struct Point(int Node, string Branch, int Parent, int Jump, int Depth, int Inner);
}
