namespace RayFlow.Engine.Planning;

/// <summary>
/// The nodes of a graph so that every edge leads forwards, except those that close a cycle, which are marked.
/// Iterative and linear; nothing recurses on the length of a chain.
/// </summary>
internal sealed class TopologicalOrder
{
    private TopologicalOrder(int[] nodes, bool[] closing) => (Nodes, Closing) = (nodes, closing);

    /// <summary>All nodes in order.</summary>
    public int[] Nodes { get; }

    /// <summary>Per edge: true if it leads backwards and so closes a cycle.</summary>
    public bool[] Closing { get; }

    /// <summary>Sorts; starts at nodes that no edge enters, in their order, then at what is left on cycles.</summary>
    public static TopologicalOrder Of(Adjacency outgoing, int edgeCount, Func<int, int> target)
    {
        var search = new Search(outgoing, edgeCount, target);
        var entered = new bool[outgoing.NodeCount];
        for (var edge = 0; edge < edgeCount; edge++)
        {
            if (target(edge) is >= 0 and var node)
            {
                entered[node] = true;
            }
        }

        // Later roots end up earlier in the order, so the first one in the document is visited last.
        for (var node = outgoing.NodeCount - 1; node >= 0; node--)
        {
            if (!entered[node])
            {
                search.Visit(node);
            }
        }

        for (var node = 0; node < outgoing.NodeCount; node++)
        {
            search.Visit(node);
        }

        return new TopologicalOrder(search.Order, search.Closing);
    }

    private sealed class Search(Adjacency outgoing, int edgeCount, Func<int, int> target)
    {
        private const byte Open = 1;
        private const byte Done = 2;

        private readonly byte[] _state = new byte[outgoing.NodeCount];
        private readonly int[] _next = new int[outgoing.NodeCount];
        private readonly Stack<int> _path = new();
        private int _free = outgoing.NodeCount;

        public int[] Order { get; } = new int[outgoing.NodeCount];

        public bool[] Closing { get; } = new bool[edgeCount];

        public void Visit(int root)
        {
            if (_state[root] != 0)
            {
                return;
            }

            Enter(root);
            while (_path.TryPeek(out var node))
            {
                var edges = outgoing[node];
                if (_next[node] == edges.Length)
                {
                    _path.Pop();
                    _state[node] = Done;
                    Order[--_free] = node;
                    continue;
                }

                // What is visited last ends up first, so the first edge is followed last: the order is that of the document where it may be.
                var edge = edges[^++_next[node]];
                var to = target(edge);
                if (_state[to] == 0)
                {
                    Enter(to);
                }
                else
                {
                    Closing[edge] = _state[to] == Open;
                }
            }
        }

        private void Enter(int node)
        {
            _state[node] = Open;
            _path.Push(node);
        }
    }
}
