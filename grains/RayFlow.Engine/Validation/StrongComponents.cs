using RayFlow.Engine.Planning;

namespace RayFlow.Engine.Validation;

/// <summary>
/// The sets of nodes of a graph that can all reach each other (Tarjan, "Depth-first search and linear graph algorithms", 1972),
/// found without recursion in linear time. Only sets with a cycle are given.
/// </summary>
internal sealed class StrongComponents
{
    private const int Unseen = 0;

    private readonly Adjacency _outgoing;
    private readonly Func<int, int> _target;
    private readonly int[] _number;
    private readonly int[] _low;
    private readonly bool[] _onStack;
    private readonly Stack<int> _open = new();
    private readonly Stack<(int Node, int Child)> _path = new();
    private readonly List<IReadOnlyList<int>> _cyclic = [];
    private int _count;

    private StrongComponents(Adjacency outgoing, Func<int, int> target)
    {
        (_outgoing, _target) = (outgoing, target);
        _number = new int[outgoing.NodeCount];
        _low = new int[outgoing.NodeCount];
        _onStack = new bool[outgoing.NodeCount];
    }

    /// <summary>The components with a cycle, each in ascending order, by their first node.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> Cyclic(Adjacency outgoing, Func<int, int> target)
    {
        var search = new StrongComponents(outgoing, target);
        for (var node = 0; node < outgoing.NodeCount; node++)
        {
            if (search._number[node] == Unseen)
            {
                search.Visit(node);
            }
        }

        return [.. search._cyclic.OrderBy(component => component[0])];
    }

    private void Visit(int root)
    {
        Enter(root);
        while (_path.TryPop(out var at))
        {
            var (node, child) = at;
            var edges = _outgoing[node];
            if (child > 0)
            {
                _low[node] = Math.Min(_low[node], _low[_target(edges[child - 1])]);
            }

            var entered = false;
            for (; child < edges.Length && !entered; child++)
            {
                var to = _target(edges[child]);
                if (_number[to] == Unseen)
                {
                    _path.Push((node, child + 1));
                    Enter(to);
                    entered = true;
                }
                else if (_onStack[to])
                {
                    _low[node] = Math.Min(_low[node], _number[to]);
                }
            }

            if (!entered && _low[node] == _number[node])
            {
                Close(node);
            }
        }
    }

    private void Enter(int node)
    {
        _number[node] = _low[node] = ++_count;
        _open.Push(node);
        _onStack[node] = true;
        _path.Push((node, 0));
    }

    private void Close(int node)
    {
        var component = new List<int>();
        int member;
        do
        {
            member = _open.Pop();
            _onStack[member] = false;
            component.Add(member);
        }
        while (member != node);

        if (component.Count > 1 || LeadsToItself(node))
        {
            component.Sort();
            _cyclic.Add(component);
        }
    }

    private bool LeadsToItself(int node)
    {
        foreach (var edge in _outgoing[node])
        {
            if (_target(edge) == node)
            {
                return true;
            }
        }

        return false;
    }
}
