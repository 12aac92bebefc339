namespace RayFlow.Engine.Validation;

/// <summary>Which nodes ever run: those that START reaches by exec edges, and the free pure nodes that they read, at any distance.</summary>
internal sealed class Reachability
{
    private readonly bool[] _runs;

    public Reachability(FlowWiring wiring)
    {
        _runs = new bool[wiring.Count];
        var open = new Stack<int>(wiring.Starts);
        while (open.TryPop(out var node))
        {
            if (_runs[node])
            {
                continue;
            }

            _runs[node] = true;
            foreach (var wire in wiring.ExecOut[node])
            {
                open.Push(wiring.Exec[wire].Target);
            }

            foreach (var wire in wiring.DataIn[node])
            {
                if (wiring.IsFree(wiring.Data[wire].Source))
                {
                    open.Push(wiring.Data[wire].Source);
                }
            }
        }
    }

    /// <summary>Whether a node is ever executed or evaluated.</summary>
    public bool this[int node] => _runs[node];
}
