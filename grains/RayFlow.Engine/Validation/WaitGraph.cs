using RayFlow.Engine.Planning;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Validation;

/// <summary>
/// What waits for what when every branch is taken. A point is that a node fires (2n) or that it has settled (2n+1); both are the same
/// for a node that owns no region. Order among them is acyclic by itself: exec edges that close a circle or leak are left out.
/// </summary>
internal sealed class WaitGraph
{
    private readonly FlowWiring _wiring;
    private readonly List<Wait> _waits = [];

    public WaitGraph(FlowWiring wiring, Reachability reach, ReadProblems problems)
    {
        _wiring = wiring;
        AddOrder(reach);
        AddReads(problems);
        Outgoing = Adjacency.Of(2 * wiring.Count, _waits.Count, wait => _waits[wait].From);
    }

    /// <summary>Why a point waits for another.</summary>
    public enum Kind
    {
        /// <summary>An exec edge leads there.</summary>
        Exec,

        /// <summary>A node settles after what is inside it.</summary>
        Inside,

        /// <summary>It reads from there.</summary>
        Data,
    }

    public IReadOnlyList<Wait> Waits => _waits;

    /// <summary>Per point the waits that it ends.</summary>
    public Adjacency Outgoing { get; }

    /// <summary>The node of a point.</summary>
    public static int NodeOf(int point) => point / 2;

    /// <summary>Per point whether it is never reached, though every branch is taken: it waits in a circle, or for one that does.</summary>
    public bool[] Stuck()
    {
        var left = new int[2 * _wiring.Count];
        var execLeft = new int[2 * _wiring.Count];
        foreach (var wait in _waits)
        {
            (wait.Kind == Kind.Exec ? execLeft : left)[wait.To]++;
        }

        for (var node = 0; node < _wiring.Count; node++)
        {
            var join = _wiring.JoinOf(node);
            var enough = join.Mode switch { JoinMode.Any => 1, JoinMode.Count => join.Count, _ => int.MaxValue };
            execLeft[2 * node] = Math.Min(execLeft[2 * node], enough);
        }

        var ready = new Queue<int>(Enumerable.Range(0, left.Length).Where(point => left[point] + execLeft[point] == 0));
        var stuck = new bool[left.Length];
        Array.Fill(stuck, true);
        while (ready.TryDequeue(out var point))
        {
            stuck[point] = false;
            foreach (var wait in Outgoing[point])
            {
                ref var count = ref (_waits[wait].Kind == Kind.Exec ? execLeft : left)[_waits[wait].To];
                count--;
                if (count == 0 && left[_waits[wait].To] + Math.Max(execLeft[_waits[wait].To], 0) == 0)
                {
                    ready.Enqueue(_waits[wait].To);
                }
            }
        }

        return stuck;
    }

    private void AddOrder(Reachability reach)
    {
        var leaks = _wiring.Regions.Leaks.Select(leak => leak.Edge).ToHashSet();
        for (var wire = 0; wire < _wiring.Exec.Count; wire++)
        {
            var (_, source, target, output, _) = _wiring.Exec[wire];
            if (reach[source] && !_wiring.Regions.Closing[wire] && !leaks.Contains(wire))
            {
                var opens = RegionOutputs.Find(_wiring.OperationOf(source), output) is not null;
                _waits.Add(new Wait(opens ? Fired(source) : Settled(source), Fired(target), Kind.Exec, wire));
            }
        }

        for (var node = 0; node < _wiring.Count; node++)
        {
            if (_wiring.IsOwner(node))
            {
                _waits.Add(new Wait(Fired(node), Settled(node), Kind.Inside, -1));
            }

            if (reach[node] && _wiring.Regions.RegionOfNode[node] is > 0 and var region)
            {
                _waits.Add(new Wait(Settled(node), Settled(_wiring.Regions.Regions[region].OwnerNode), Kind.Inside, -1));
            }
        }
    }

    private void AddReads(ReadProblems problems)
    {
        for (var wire = 0; wire < _wiring.Data.Count; wire++)
        {
            if (problems[wire])
            {
                continue;
            }

            var (_, source, target, output, input) = _wiring.Data[wire];
            var early = _wiring.IsTurnOutput(source, output) || (_wiring.OperationOf(source) == ControlOperation.Try && output == NodePins.ErrorOutput);
            var late = RegionOutputs.IsLoop(_wiring.OperationOf(target)) && input is "collect" or "condition";
            _waits.Add(new Wait(early ? Fired(source) : Settled(source), late ? Settled(target) : Fired(target), Kind.Data, wire));
        }
    }

    private static int Fired(int node) => 2 * node;

    private int Settled(int node) => _wiring.IsOwner(node) ? (2 * node) + 1 : 2 * node;

    /// <summary>One point waits for another.</summary>
    /// <param name="From">What is waited for.</param>
    /// <param name="To">What waits.</param>
    /// <param name="Kind">Why.</param>
    /// <param name="Wire">The exec or data wire, or -1.</param>
    public readonly record struct Wait(int From, int To, Kind Kind, int Wire);
}
