using RayFlow.Engine.Planning;
using RayFlow.Model.Flows;

namespace RayFlow.Engine.Validation;

/// <summary>
/// RF404 and RF405: no node waits for a value that comes only after it, and no nodes wait for each other. First the points are counted
/// down as a run would that takes every branch; only if some are never reached is it looked for who is to blame.
/// </summary>
internal sealed class WaitRules(FlowWiring wiring, Reachability reach, SequenceOrder? sequences, ReadProblems problems, FlowFindings findings)
{
    private const int ReadersAtOnce = 64;

    private readonly WaitGraph _graph = new(wiring, reach, sequences, problems);

    // Where a node with a leaking edge belongs is open; that is the problem to solve first.
    private readonly HashSet<int> _leaked = [.. wiring.Regions.Leaks.Select(leak => wiring.Exec[leak.Edge].Target)];

    // Ways are for messages only; a document that is wrong in ten thousand places must not cost ten thousand searches.
    private int _steps = 500_000;

    public void Check()
    {
        var stuck = _graph.Stuck();
        if (!stuck.Contains(true))
        {
            return;
        }

        var blamed = new bool[_graph.Waits.Count];
        BlameReads(FindCircles(stuck, blamed), blamed);
        var circles = FindCircles(stuck, blamed);
        foreach (var circle in circles.All)
        {
            ReportCircle(circle, circles);
        }
    }

    private Circles FindCircles(bool[] stuck, bool[] blamed) => new(
        Adjacency.Of(_graph.PointCount, _graph.Waits.Count, wait => !blamed[wait] && stuck[_graph.Waits[wait].From] && stuck[Target(wait)] ? _graph.Waits[wait].From : -1),
        Target);

    private int Target(int wait) => _graph.Waits[wait].To;

    /// <summary>Finds the reads in circles whose value comes strictly after their reader. Sixty-four readers are followed at once, one bit each.</summary>
    private void BlameReads(Circles circles, bool[] blamed)
    {
        var order = Adjacency.Of(_graph.PointCount, _graph.Waits.Count, wait => Follows(_graph.Waits[wait]) && circles.Has(_graph.Waits[wait].From, Target(wait)) ? _graph.Waits[wait].From : -1);
        var sorted = TopologicalOrder.Of(order, _graph.Waits.Count, Target).Nodes.ToLookup(circles.Of);
        var after = new ulong[_graph.PointCount];
        foreach (var circle in circles.All)
        {
            var reads = circle.SelectMany(point => _graph.Outgoing[point].ToArray())
                .Where(wait => !Follows(_graph.Waits[wait]) && circles.Has(_graph.Waits[wait].From, Target(wait)))
                .ToLookup(Target);
            foreach (var readers in reads.Select(read => read.Key).Order().Chunk(ReadersAtOnce))
            {
                Spread(sorted[circles.Of(circle[0])], order, readers, after);
                for (var bit = 0; bit < readers.Length; bit++)
                {
                    foreach (var wait in reads[readers[bit]].Where(wait => (after[_graph.Waits[wait].From] & (1UL << bit)) != 0))
                    {
                        blamed[wait] = true;
                        if (!_leaked.Contains(wiring.Data[_graph.Waits[wait].Wire].Target))
                        {
                            ReportRead(_graph.Waits[wait], order);
                        }
                    }
                }
            }
        }
    }

    /// <summary>True for what carries "after" onwards: order, and reads of pure nodes, which are evaluated when they are read themselves.</summary>
    private bool Follows(WaitGraph.Wait wait) => wait.Kind != WaitGraph.Kind.Data || wiring.IsFree(_graph.NodeOf(wait.To));

    private void Spread(IEnumerable<int> sorted, Adjacency order, int[] readers, ulong[] after)
    {
        var own = new Dictionary<int, ulong>();
        for (var bit = 0; bit < readers.Length; bit++)
        {
            own[readers[bit]] = 1UL << bit;
        }

        foreach (var point in sorted)
        {
            after[point] = 0;
        }

        foreach (var point in sorted)
        {
            foreach (var wait in order[point])
            {
                // What reads the reader itself is a circle of reads, and no matter of order.
                after[Target(wait)] |= after[point] | (_graph.Waits[wait].Kind == WaitGraph.Kind.Data ? 0 : own.GetValueOrDefault(point));
            }
        }
    }

    private void ReportRead(WaitGraph.Wait read, Adjacency order)
    {
        var (_, source, target, output, _) = wiring.Data[read.Wire];
        var way = Ways.Shortest(order, Target, read.To, read.From, ref _steps);
        var ordered = way?.FindLastIndex(wait => _graph.Waits[wait].Kind != WaitGraph.Kind.Data) ?? -1;
        var late = ordered < 0 ? source : _graph.NodeOf(Target(way![ordered]));
        var (reader, cause) = (wiring.IdOf(target), wiring.IdOf(late));
        var through = late == source ? "" : $", which depends on '{cause}'";
        var reason = IsInside(target, late)
            ? $"'{cause}' is complete only when '{reader}' inside it is. Read it after '{cause}', or keep a running value in a variable."
            : $"'{cause}' runs only after '{reader}'{(way is null ? "" : $" ({Display.Way([.. Nodes(read.To, way)])})")}. Read from a node that runs before '{reader}', or lead the exec edges so that '{cause}' does.";
        problems.Report(read.Wire, DiagnosticCodes.ReadNeverProduced, $"'{reader}' reads '{wiring.IdOf(source)}.{Display.Name(output)}'{through}, but {reason}");
    }

    private bool IsInside(int node, int owner)
    {
        var regions = wiring.Regions;
        return RegionOutputs.Of(wiring.OperationOf(owner))
            .Select(output => regions.Opened(owner, output))
            .Any(region => region >= 0 && regions.IsWithin(regions.RegionOfNode[node], region));
    }

    private void ReportCircle(IReadOnlyList<int> circle, Circles circles)
    {
        var steps = int.MaxValue;
        var way = circles.Shortest(circle, ref steps)!;
        var read = way.Select(wait => _graph.Waits[wait]).First(wait => wait.Kind == WaitGraph.Kind.Data);
        var (edge, source, target, output, _) = wiring.Data[read.Wire];
        var ids = Nodes(circle[0], way).ToList();
        findings.AddEdge(
            DiagnosticCodes.DataCycle,
            edge,
            "",
            source == target
                ? $"'{wiring.IdOf(target)}' reads its own output '{Display.Name(output)}', which it has only after it has read. Read from another node; carry a value from turn to turn in a variable."
                : $"'{wiring.IdOf(target)}' reads '{wiring.IdOf(source)}.{Display.Name(output)}', which waits for '{wiring.IdOf(target)}' in turn: {Display.Way(ids)}. None of them can be the first; remove one of these edges, or carry the value in a variable.",
            target);
    }

    /// <summary>The ids along a way, an owner's two points as one.</summary>
    private IEnumerable<string> Nodes(int from, List<int> way)
    {
        var last = -1;
        foreach (var node in way.Select(wait => _graph.NodeOf(Target(wait))).Prepend(_graph.NodeOf(from)))
        {
            if (node != last || way.Count == 1)
            {
                yield return wiring.IdOf(node);
            }

            last = node;
        }
    }
}
