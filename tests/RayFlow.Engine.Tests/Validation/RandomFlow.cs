using RayFlow.Model.Flows;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Tests.Validation;

/// <summary>A small random flow without regions, and what its runs can do, by trying.</summary>
internal sealed class RandomFlow
{
    private readonly List<FlowNode> _nodes = [new FlowNode { Id = "0", Type = "start" }];
    private readonly List<FlowEdge> _edges = [];

    private RandomFlow()
    {
    }

    /// <summary>The data edges between nodes that run.</summary>
    public IReadOnlyList<(string Id, int Source, int Target)> Reads =>
        [.. _edges.Where(edge => !edge.IsExec).Select(edge => (edge.Id!, int.Parse(edge.Source), int.Parse(edge.Target)))];

    public FlowDocument Document => new() { Source = default, Nodes = _nodes, Edges = _edges };

    /// <summary>Branches of all kinds; edges of both kinds lead forwards, so nothing can be stuck.</summary>
    public static RandomFlow WithBranches(Random random)
    {
        var flow = new RandomFlow();
        var count = random.Next(4, 14);
        for (var node = 1; node < count; node++)
        {
            flow.AddNode(random.Next(3) == 0 ? "logic_if" : "log", random.Next(3) == 0 ? JoinMode.Any : JoinMode.All);
            for (var i = random.Next(1, 3); i > 0; i--)
            {
                var source = random.Next(node);
                flow.AddExec(source, flow.RandomOutput(source, random), node);
            }
        }

        for (var i = random.Next(1, 6); i > 0; i--)
        {
            var target = random.Next(2, count);
            var source = random.Next(1, target);
            if (flow.IsLog(source) && flow.IsLog(target))
            {
                flow.AddRead(source, "value", target);
            }
        }

        return flow.WithReturn();
    }

    /// <summary>No branches, but reads from anywhere, directly and through pure nodes.</summary>
    public static RandomFlow WithReadsInAnyDirection(Random random)
    {
        var flow = new RandomFlow();
        var count = random.Next(3, 9);
        for (var node = 1; node < count; node++)
        {
            flow.AddNode("log", random.Next(3) == 0 ? JoinMode.Any : JoinMode.All);
            for (var i = random.Next(1, 3); i > 0; i--)
            {
                flow.AddExec(random.Next(node), "exec-out", node);
            }
        }

        var pure = random.Next(0, 4);
        for (var i = 0; i < pure; i++)
        {
            flow.AddNode("data_list_make", JoinMode.All);
        }

        for (var i = random.Next(0, 8); i > 0; i--)
        {
            var source = random.Next(1, count + pure);
            flow.AddRead(source, flow.IsLog(source) ? "value" : "list", random.Next(1, count + pure));
        }

        return flow.WithReturn();
    }

    /// <summary>The same flow without some of its edges.</summary>
    public RandomFlow Without(HashSet<string> edges)
    {
        var flow = new RandomFlow();
        flow._nodes.AddRange(_nodes.Skip(1));
        flow._edges.AddRange(_edges.Where(edge => !edges.Contains(edge.Id!)));
        return flow;
    }

    /// <summary>
    /// Which nodes run and which have a value, for every way in which the branches can be taken.
    /// A failure is a way of a node whose exec-error is connected; it runs, but has no value.
    /// </summary>
    public IEnumerable<(bool[] Ran, bool[] HasValue)> AllRuns()
    {
        var ways = _nodes.Select(node => WaysOf(int.Parse(node.Id))).ToList();
        var taken = new int[ways.Count];
        while (true)
        {
            yield return Run(ways, taken);
            var at = 0;
            while (at < taken.Length && ++taken[at] == ways[at].Length)
            {
                taken[at++] = 0;
            }

            if (at == taken.Length)
            {
                yield break;
            }
        }
    }

    /// <summary>Whether some node waits for ever when every exec edge is live.</summary>
    public bool GetsStuck()
    {
        var done = new bool[_nodes.Count];
        var moved = true;
        while (moved)
        {
            moved = false;
            for (var node = 0; node < done.Length; node++)
            {
                if (!done[node] && MayRun(node, done))
                {
                    done[node] = moved = true;
                }
            }
        }

        return done.Contains(false);
    }

    public override string ToString() => string.Join('\n', _nodes.Select(node => $"{node.Id} {node.Type} {node.Join.Mode}").Concat(_edges.Select(edge => edge.ToString())));

    private bool IsLog(int node) => _nodes[node].Type == "log";

    private void AddNode(string type, JoinMode join)
    {
        var inputs = type switch
        {
            "log" => ValueMap.Of(("value", 1L)),
            "logic_if" => ValueMap.Of(("condition", true)),
            _ => ValueMap.Empty,
        };
        _nodes.Add(new FlowNode { Id = $"{_nodes.Count}", Type = type, Join = new Join(join), InputValues = inputs });
    }

    private void AddExec(int source, string output, int target) =>
        _edges.Add(new FlowEdge { Id = $"x{_edges.Count}", Source = $"{source}", SourceHandle = output, Target = $"{target}", TargetHandle = "exec-in" });

    private void AddRead(int source, string output, int target)
    {
        var input = IsLog(target) ? "value" : $"i{_edges.Count}";
        if (!_edges.Exists(edge => edge.Target == $"{target}" && edge.TargetHandle == $"input-{input}"))
        {
            _edges.Add(new FlowEdge { Id = $"d{_edges.Count}", Source = $"{source}", SourceHandle = $"output-{output}", Target = $"{target}", TargetHandle = $"input-{input}" });
        }
    }

    private string RandomOutput(int node, Random random) => _nodes[node].Type == "logic_if"
        ? random.Next(2) == 0 ? "exec-true" : "exec-false"
        : node > 0 && random.Next(5) == 0 ? "exec-error" : "exec-out";

    private RandomFlow WithReturn()
    {
        AddNode("return", JoinMode.Any);
        AddExec(0, "exec-out", _nodes.Count - 1);
        return this;
    }

    private string[] WaysOf(int node)
    {
        var connected = _edges.Where(edge => edge.IsExec && edge.Source == $"{node}").Select(edge => edge.SourceHandle).Distinct().ToList();
        string[] normal = _nodes[node].Type == "logic_if" ? ["exec-true", "exec-false"] : ["exec-out"];
        return connected.Contains("exec-error") ? [.. normal, "exec-error"] : normal;
    }

    private (bool[] Ran, bool[] HasValue) Run(List<string[]> ways, int[] taken)
    {
        var ran = new bool[_nodes.Count];
        ran[0] = true;
        var live = new HashSet<(int, string)> { (0, "exec-out") };
        for (var node = 1; node < ran.Length; node++)
        {
            ran[node] = _edges.Exists(edge => edge.IsExec && edge.Target == $"{node}" && live.Contains((int.Parse(edge.Source), edge.SourceHandle)));
            if (ran[node])
            {
                live.Add((node, ways[node][taken[node]]));
            }
        }

        return (ran, [.. ran.Select((it, node) => it && !live.Contains((node, "exec-error")))]);
    }

    private bool MayRun(int node, bool[] done)
    {
        var exec = _edges.Where(edge => edge.IsExec && edge.Target == $"{node}").Select(edge => done[int.Parse(edge.Source)]).ToList();
        var released = exec.Count == 0 || (_nodes[node].Join.Mode == JoinMode.Any ? exec.Contains(true) : !exec.Contains(false));
        return released && _edges.Where(edge => !edge.IsExec && edge.Target == $"{node}").All(edge => done[int.Parse(edge.Source)]);
    }
}
