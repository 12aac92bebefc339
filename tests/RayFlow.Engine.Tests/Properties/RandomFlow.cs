using RayFlow.Model.Values;
using RayFlow.Testing.Flows;

namespace RayFlow.Engine.Tests.Properties;

/// <summary>
/// Draws flows at random: nodes in an order, each reached by exec edges of earlier ones and reading from earlier ones, so that nothing waits in a circle;
/// then loops, tries and sequences whose regions are drawn the same way. The same seed draws the same flow.
/// </summary>
internal sealed class RandomFlow
{
    private readonly Random _random;
    private readonly bool _hasRegions;
    private readonly List<List<Action<FlowBuilder>>> _nodes = [];
    private readonly List<(bool IsExec, string Source, string Target)> _edges = [];
    private int _count;

    public RandomFlow(int seed, bool hasRegions)
    {
        _random = new Random(seed);
        _hasRegions = hasRegions;
        var root = new Scope(null, "start", 0, false);
        root.Sources.Add("start.x");
        Fill(root, 3 + _random.Next(hasRegions ? 10 : 25));
        var end = Add("return", builder => builder.Input("x", 0));
        Reach(root, end, Some(1, 3));
        Read(root, end, "x", 0.6);
        if (Chance(0.5))
        {
            Read(root, end, "y", 0.6);
        }
    }

    /// <summary>How many edges there are.</summary>
    public int EdgeCount => _edges.Count;

    /// <summary>Takes edges out, by their place in the document.</summary>
    public void Remove(IEnumerable<int> edges)
    {
        foreach (var edge in edges.Distinct().OrderDescending())
        {
            _edges.RemoveAt(edge);
        }
    }

    /// <summary>The flow.</summary>
    public FlowBuilder ToBuilder()
    {
        var builder = new FlowBuilder("x").Variable("v", 0);
        _nodes.ForEach(node => node.ForEach(setting => setting(builder)));
        foreach (var (isExec, source, target) in _edges)
        {
            builder = isExec ? builder.Exec(source, target) : builder.Data(source, target);
        }

        return builder;
    }

    /// <summary>Where nodes are drawn: a region.</summary>
    private sealed class Scope(Scope? outer, string entry, int depth, bool inLoop)
    {
        public List<string> Ports { get; } = [entry];

        public List<string> Sources { get; } = [.. outer?.Sources ?? []];

        public int Depth => depth;

        public bool InLoop => inLoop;
    }

    private static Action<FlowBuilder> Number(string input, int value) => builder => builder.Input(input, value);

    private static Action<FlowBuilder> Case(int value) => builder => builder.Constant("CASES", ValueList.Create([0, 1])).Input("value", value);

    private bool Chance(double chance) => _random.NextDouble() < chance;

    private int Some(int from, int to) => _random.Next(from, to + 1);

    private string Pick(List<string> from) => Chance(0.6) ? from[^Some(1, Math.Min(4, from.Count))] : from[_random.Next(from.Count)];

    private string Add(string type, Action<FlowBuilder>? settings = null)
    {
        var id = $"{type[(type.IndexOf('_', StringComparison.Ordinal) + 1)..].Replace("_", "", StringComparison.Ordinal)}{_count++}";
        _nodes.Add([builder => builder.Node(id, type)]);
        if (settings is not null)
        {
            Set(settings);
        }

        return id;
    }

    /// <summary>Sets something of the node that was added last.</summary>
    private void Set(Action<FlowBuilder> setting) => _nodes[^1].Add(setting);

    private void Fill(Scope scope, int count)
    {
        for (var i = 0; i < count; i++)
        {
            AddNode(scope);
        }
    }

    private void AddNode(Scope scope)
    {
        var draw = _random.NextDouble();
        if (_hasRegions && scope.Depth < 3 && draw < 0.3)
        {
            AddOwner(scope);
            return;
        }

        switch (_random.Next(20))
        {
            case < 7: Plain(scope, "test_effect", "value", "value", [""]); break;
            case 7: Plain(scope, "test_tick", "value", "value", [""]); break;
            case 8: Plain(scope, "test_heavy", "x", "result", [""]); break;
            case 9 when Chance(0.3): Plain(scope, "test_throw", "value", "value", [""]); break;
            case 9: Plain(scope, "test_two", "a", "list", [""]); break;
            case 10 or 11: If(scope); break;
            case 12: Plain(scope, "logic_switch", "value", null, [".case-0", ".case-1", ".default"], Case(Some(0, 2))); break;
            case 13: Plain(scope, "flow_merge", null, null, [""]); break;
            case 14: Plain(scope, "flow_delay", null, null, [""], Number("seconds", Some(0, 3))); break;
            case 15: Plain(scope, "flow_wait_signal", null, "payload", ["", ".timeout"], Number("timeout_seconds", Some(1, 4))); Set(builder => builder.Constant("SIGNAL", "go")); break;
            case 16: Plain(scope, "flow_call", "value", "result", [""], builder => builder.Constant("FLOW", "child")); break;
            case 17 when Chance(0.3): Plain(scope, "checkpoint", "value", "value", [""]); break;
            case 17 when Chance(0.3): Plain(scope, "variables_increment", "by", "value", [""], builder => builder.Config("variable_name", "v").Input("by", 1)); break;
            case 17: Plain(scope, "variables_set", "value", "value", [""], builder => builder.Config("variable_name", "v").Input("value", 1)); break;
            case 18 when scope.InLoop: Plain(scope, "flow_break", null, null, [""]); break;
            case 18: Plain(scope, "fail", null, null, [""], builder => builder.Input("message", "no")); break;
            default:
                if (Chance(0.4))
                {
                    Plain(scope, "return", "x", null, []);
                }
                else
                {
                    Plain(scope, "test_effect", "value", "value", [""]);
                }

                break;
        }
    }

    private void Plain(Scope scope, string type, string? input, string? output, string[] ports, Action<FlowBuilder>? settings = null)
    {
        var id = Add(type, settings);
        Policy();
        Reach(scope, id, Chance(0.35) ? Some(2, 3) : 1);
        if (input is not null)
        {
            Read(scope, id, input, 0.7);
        }

        Offer(scope, id, ports, output);
    }

    private void If(Scope scope)
    {
        var constant = Chance(0.5);
        var id = Add("logic_if", builder => builder.Input("condition", constant));
        Policy();
        Reach(scope, id, Chance(0.3) ? 2 : 1);
        if (Chance(0.7))
        {
            var test = Add("test_bool");
            Read(scope, test, "value", 1);
            _edges.Add((false, $"{test}.result", $"{id}.condition"));
        }

        Offer(scope, id, [".true", ".false"], null);
    }

    private void AddOwner(Scope scope)
    {
        switch (_random.Next(6))
        {
            case 0: ForEach(scope); break;
            case 1: ForRange(scope); break;
            case 2: While(scope); break;
            case 3 or 4: Try(scope); break;
            default:
                var count = Some(2, 3);
                Plain(scope, "flow_sequence", null, null, [.. Enumerable.Range(0, count).Select(i => $".{i}")], builder => builder.Constant("COUNT", count));
                break;
        }
    }

    private void ForEach(Scope scope)
    {
        var (items, concurrency) = (Some(0, 4), Some(0, 3));
        var id = Add("flow_for_each", builder => builder.Constant("CONCURRENCY", concurrency).Input("items", ValueList.Create([.. Enumerable.Range(0, items).Select(i => (Value)i)])));
        Policy();
        LimitTime();
        Reach(scope, id, Chance(0.3) ? 2 : 1);
        if (Chance(0.4))
        {
            var list = Add("test_list");
            Read(scope, list, "value", 1);
            _edges.Add((false, $"{list}.list", $"{id}.items"));
        }

        Body(scope, id, ["element", "index"], true);
    }

    private void ForRange(Scope scope)
    {
        var (stop, concurrency, step) = (Some(0, 4), Some(0, 3), Chance(0.9) ? 1 : 0);
        var id = Add("flow_for_range", builder => builder.Constant("CONCURRENCY", concurrency).Input("stop", stop).Input("step", step));
        Policy();
        Reach(scope, id, Chance(0.3) ? 2 : 1);
        Body(scope, id, ["index"], true);
    }

    private void While(Scope scope)
    {
        var most = Some(1, 4);
        var id = Add("flow_while", builder => builder.Constant("MAX_ITERATIONS", 3).Input("condition", false));
        Policy();
        Reach(scope, id, 1);
        var less = Add("logic_compare", builder => builder.Constant("OPERATOR", "<").Input("b", most));
        _edges.Add((false, $"{id}.index", $"{less}.a"));
        _edges.Add((false, $"{less}.result", $"{id}.condition"));
        Body(scope, id, ["index"], false);
    }

    private void Body(Scope scope, string id, string[] outputs, bool collects)
    {
        var body = new Scope(scope, $"{id}.body", scope.Depth + 1, true);
        body.Sources.AddRange(outputs.Select(output => $"{id}.{output}"));
        if (Chance(0.9))
        {
            Fill(body, Some(1, 4));
        }

        if (collects && Chance(0.7))
        {
            Read(body, id, "collect", 1);
            scope.Sources.Add($"{id}.collected");
        }

        Offer(scope, id, [".completed"], null);
    }

    private void Try(Scope scope)
    {
        var id = Add("flow_try");
        Policy();
        LimitTime();
        Reach(scope, id, Chance(0.3) ? 2 : 1);
        foreach (var part in new[] { "try", "catch", "finally" })
        {
            if (part != "try" && Chance(0.4))
            {
                continue;
            }

            var region = new Scope(scope, $"{id}.{part}", scope.Depth + 1, scope.InLoop);
            if (part != "try")
            {
                region.Sources.Add($"{id}.error");
            }

            Fill(region, Some(1, 3));
        }

        Offer(scope, id, [], "error");
    }

    private void Offer(Scope scope, string id, string[] ports, string? output)
    {
        scope.Ports.AddRange(ports.Select(port => id + port));
        if (Chance(0.2))
        {
            scope.Ports.Add($"{id}.error");
        }

        if (output is not null)
        {
            scope.Sources.Add($"{id}.{output}");
        }
    }

    /// <summary>Leads exec edges to a node, and gives it a join if there are several.</summary>
    private void Reach(Scope scope, string id, int edges)
    {
        var ports = Enumerable.Range(0, edges).Select(_ => Pick(scope.Ports)).Distinct().ToList();
        ports.ForEach(port => _edges.Add((true, port, id)));
        if (ports.Count > 1)
        {
            var n = Some(1, ports.Count);
            switch (_random.Next(8))
            {
                case 0 or 1: Set(builder => builder.Join("any")); break;
                case 2: Set(builder => builder.Join("strict")); break;
                case 3: Set(builder => builder.JoinCount(n)); break;
            }
        }
    }

    private void Read(Scope scope, string id, string input, double chance)
    {
        if (scope.Sources.Count == 0 || !Chance(chance))
        {
            return;
        }

        var source = Pick(scope.Sources);
        if (Chance(0.4))
        {
            var (type, inputs, output) = _random.Next(12) switch
            {
                < 4 => ("test_two", new[] { "a", "b" }, "list"),
                < 8 => ("test_tick", ["value"], "value"),
                < 10 => ("test_heavy", ["x"], "result"),
                10 => ("variables_get", [], "value"),
                _ => (Chance(0.2) ? "test_throw" : "test_tick", ["value"], "value"),
            };
            var free = Add(type, type == "variables_get" ? builder => builder.Config("variable_name", "v") : null);
            foreach (var pin in inputs)
            {
                _edges.Add((false, Pick(scope.Sources), $"{free}.{pin}"));
            }

            source = $"{free}.{output}";
            if (Chance(0.5))
            {
                scope.Sources.Add(source);
            }
        }

        _edges.Add((false, source, $"{id}.{input}"));
    }

    private void LimitTime()
    {
        if (Chance(0.2))
        {
            var seconds = Some(1, 5);
            Set(builder => builder.Policy("timeout_seconds", seconds));
        }
    }

    private void Policy()
    {
        var (draw, attempts, then) = (_random.Next(8), Some(2, 3), new[] { "abort", "continue", "skip" }[_random.Next(3)]);
        switch (draw)
        {
            case 0 or 1: Set(builder => builder.Policy("on_error", "continue")); break;
            case 2: Set(builder => builder.Policy("on_error", "skip")); break;
            case 3 or 4: Set(builder => builder.Policy("on_error", "retry").Policy("max_attempts", attempts).Policy("then", then)); break;
        }
    }
}
