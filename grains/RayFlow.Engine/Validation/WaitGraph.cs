using RayFlow.Engine.Planning;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Validation;

/// <summary>
/// What waits for what when every branch is taken. A point is that a node fires (2n) or that it has settled (2n+1); both are the same
/// for a node that owns no region and is no sequence. Further points are the starts of the branches of sequences. Order among them is acyclic by itself: exec edges that close a circle or leak are left out.
/// </summary>
internal sealed class WaitGraph
{
    private readonly FlowWiring _wiring;
    private readonly List<Wait> _waits = [];
    private readonly SequenceOrder? _sequences;
    private readonly List<int> _sequenceOfBranch = [];
    private readonly Dictionary<(int Sequence, int Number), (int Start, int End)> _branches = [];

    public WaitGraph(FlowWiring wiring, Reachability reach, SequenceOrder? sequences, ReadProblems problems)
    {
        _wiring = wiring;
        _sequences = sequences;
        AddBranches(reach);
        AddOrder(reach);
        AddReads(problems);
        Outgoing = Adjacency.Of(PointCount, _waits.Count, wait => _waits[wait].From);
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

    /// <summary>How many points there are.</summary>
    public int PointCount => (2 * _wiring.Count) + _sequenceOfBranch.Count;

    /// <summary>The node of a point.</summary>
    public int NodeOf(int point) => point < 2 * _wiring.Count ? point / 2 : _sequenceOfBranch[point - (2 * _wiring.Count)];

    /// <summary>Per point whether it is never reached, though every branch is taken: it waits in a circle, or for one that does.</summary>
    public bool[] Stuck()
    {
        var left = new int[PointCount];
        var execLeft = new int[PointCount];
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

    /// <summary>Lets each branch of a sequence start when the one before has settled, and the sequence settle after the last.</summary>
    private void AddBranches(Reachability reach)
    {
        for (var node = 0; node < _wiring.Count && _sequences is not null; node++)
        {
            if (_wiring.OperationOf(node) != ControlOperation.Sequence || !reach[node])
            {
                continue;
            }

            var outputs = new List<string>();
            foreach (var wire in _wiring.ExecOut[node])
            {
                outputs.Add(_wiring.Exec[wire].Output);
            }

            var before = Fired(node);
            var numbers = outputs.Select(SequenceOrder.NumberOf).Where(number => number >= 0).Distinct().Order().ToList();
            for (var i = 0; i < numbers.Count; i++)
            {
                var start = PointCount;
                _sequenceOfBranch.Add(node);
                _branches.Add((node, numbers[i]), (start, i + 1 < numbers.Count ? start + 1 : (2 * node) + 1));
                _waits.Add(new Wait(before, start, Kind.Inside, -1));
                before = start;
            }

            _waits.Add(new Wait(before, (2 * node) + 1, Kind.Inside, -1));
        }
    }

    private void AddOrder(Reachability reach)
    {
        var leaks = _wiring.Regions.Leaks.Select(leak => leak.Edge).ToHashSet();
        for (var wire = 0; wire < _wiring.Exec.Count; wire++)
        {
            var (_, source, target, output, _) = _wiring.Exec[wire];
            if (reach[source] && !_wiring.Regions.Closing[wire] && !leaks.Contains(wire))
            {
                _waits.Add(new Wait(Released(source, output), Fired(target), Kind.Exec, wire));
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

            if (_sequences is not null && reach[node] && !_wiring.IsFree(node) && _sequences.TryBranchOf(node, out var sequence, out var number))
            {
                _waits.Add(new Wait(Settled(node), _branches[(sequence, number)].End, Kind.Inside, -1));
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

    private int Settled(int node) =>
        _wiring.IsOwner(node) || (_sequences is not null && _wiring.OperationOf(node) == ControlOperation.Sequence) ? (2 * node) + 1 : 2 * node;

    /// <summary>The point at which an exec output fires.</summary>
    private int Released(int node, string output) => _wiring.OperationOf(node) switch
    {
        ControlOperation.Sequence when _sequences is not null && output != NodePins.ErrorExec => _branches[(node, SequenceOrder.NumberOf(output))].Start,
        var operation when RegionOutputs.Find(operation, output) is not null => Fired(node),
        _ => Settled(node),
    };

    /// <summary>One point waits for another.</summary>
    /// <param name="From">What is waited for.</param>
    /// <param name="To">What waits.</param>
    /// <param name="Kind">Why.</param>
    /// <param name="Wire">The exec or data wire, or -1.</param>
    public readonly record struct Wait(int From, int To, Kind Kind, int Wire);
}
