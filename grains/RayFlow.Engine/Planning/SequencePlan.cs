using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Planning;

/// <summary>
/// Tells every node which branch of which sequence it is in, so that a branch is known to have settled by counting its nodes.
/// A node is in a branch if every way from START to it leads through that output: the output dominates it. What only some ways lead through
/// (a join of two branches, or of a branch and something beside the sequence) is in none of them, and the sequence does not wait for it.
/// </summary>
/// <remarks>
/// The dominator tree of an acyclic graph, built in one pass in topological order; common ancestors are found in logarithmic time by jump
/// pointers (Myers, An applicative random-access stack, 1983).
/// </remarks>
internal sealed class SequencePlan
{
    private readonly List<Point> _points = [];

    private SequencePlan()
    {
    }

    public static void Assign(GraphNode[] nodes, Wires wires, RegionMap map, bool[] reached)
    {
        if (!Array.Exists(nodes, node => node.Operation == ControlOperation.Sequence))
        {
            return;
        }

        var plan = new SequencePlan();
        var leaves = new int[wires.Exec.Count];
        foreach (var at in map.Order)
        {
            if (reached[at])
            {
                plan.Add(nodes[at], wires, reached, leaves);
            }
        }

        foreach (var node in nodes)
        {
            // What an owner of a region owns runs in frames of its own; the owner itself counts until they are done.
            if (node.Sequence >= 0 && map.RegionOfNode[node.Sequence] != map.RegionOfNode[node.Index])
            {
                node.Sequence = -1;
            }
        }
    }

    private void Add(GraphNode node, Wires wires, bool[] reached, int[] leaves)
    {
        var dominator = -1;
        foreach (var wire in wires.ExecIn[node.Index])
        {
            if (reached[wires.Exec[wire].Source])
            {
                dominator = dominator < 0 ? leaves[wire] : CommonAncestor(dominator, leaves[wire]);
            }
        }

        var point = AddPoint(dominator, -1, -1);
        (node.Sequence, node.Branch) = (_points[point].Sequence, _points[point].Branch);
        var branches = new int[node.Operation == ControlOperation.Sequence ? node.Ports.Length - 1 : 0];
        foreach (var wire in wires.ExecOut[node.Index])
        {
            var branch = wires.Ports[wire];
            if ((uint)branch >= (uint)branches.Length)
            {
                leaves[wire] = point;
                continue;
            }

            if (branches[branch] == 0)
            {
                branches[branch] = AddPoint(point, node.Index, branch);
            }

            leaves[wire] = branches[branch];
        }
    }

    private int AddPoint(int parent, int sequence, int branch)
    {
        if (parent < 0)
        {
            _points.Add(new Point(0, 0, 0, sequence, branch));
            return _points.Count - 1;
        }

        var (up, jump) = (_points[parent], _points[_points[parent].Jump]);
        var far = up.Depth - jump.Depth == jump.Depth - _points[jump.Jump].Depth ? jump.Jump : parent;
        _points.Add(sequence >= 0 ? new Point(parent, far, up.Depth + 1, sequence, branch) : new Point(parent, far, up.Depth + 1, up.Sequence, up.Branch));
        return _points.Count - 1;
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

    private int Lift(int point, int depth)
    {
        while (_points[point].Depth > depth)
        {
            point = _points[_points[point].Jump].Depth >= depth ? _points[point].Jump : _points[point].Parent;
        }

        return point;
    }

    /// <summary>A node or a branch in the dominator tree, and the innermost branch that it is in.</summary>
    private readonly record struct Point(int Parent, int Jump, int Depth, int Sequence, int Branch);
}
