using System.Globalization;
using RayFlow.Testing.Flows;

namespace RayFlow.Benchmarks.Engine;

/// <summary>Flows of a given number of pure nodes, connected by exec edges or evaluated on demand.</summary>
internal static class Shapes
{
    /// <summary>The shapes by name.</summary>
    public static IReadOnlyList<(string Name, Func<int, FlowBuilder> Make)> All { get; } =
    [
        ("chain", Chain), ("fan", Fan), ("diamonds", Diamonds),
        ("free chain", FreeChain), ("free fan", FreeFan), ("free diamonds", FreeDiamonds),
    ];

    /// <summary>A loop whose body is one pure node.</summary>
    public static FlowBuilder Loop(int turns, int concurrency) => new FlowBuilder()
        .Node("for", "flow_for_range").Input("stop", turns).Constant("CONCURRENCY", concurrency)
        .Node("add", "math_add").Input("y", 1).Return()
        .Exec("start", "for").Exec("for.body", "add").Exec("for.completed", "return").Data("for.index", "add.x");

    /// <summary>A loop over a list whose body is one effect.</summary>
    public static FlowBuilder EffectLoop(int concurrency) => new FlowBuilder("items:list")
        .Node("for", "flow_for_each").Constant("CONCURRENCY", concurrency).Node("now", "time_now").Return()
        .Exec("start", "for").Exec("for.body", "now").Exec("for.completed", "return").Data("start.items", "for.items");

    private static FlowBuilder Chain(int nodes)
    {
        var flow = new FlowBuilder("x:int");
        for (var i = 0; i < nodes; i++)
        {
            var before = i == 0 ? "start" : Id(i - 1);
            flow.Node(Id(i), "math_add").Input("y", 1).Exec(before, Id(i)).Data(i == 0 ? "start.x" : $"{before}.result", $"{Id(i)}.x");
        }

        return flow.Return().Exec(Id(nodes - 1), "return").Data($"{Id(nodes - 1)}.result", "return.x");
    }

    private static FlowBuilder Fan(int nodes)
    {
        var flow = new FlowBuilder("x:int").Return();
        for (var i = 0; i < nodes; i++)
        {
            flow.Node(Id(i), "math_add").Input("y", i).Exec("start", Id(i), "return").Data("start.x", $"{Id(i)}.x");
        }

        return flow.Data($"{Id(nodes - 1)}.result", "return.x");
    }

    private static FlowBuilder Diamonds(int nodes)
    {
        var flow = new FlowBuilder("x:int");
        var (before, value) = ("start", "start.x");
        for (var i = 0; i + 2 < nodes; i += 3)
        {
            var (left, right, join) = (Id(i), Id(i + 1), Id(i + 2));
            flow.Node(left, "math_add").Input("y", 1).Node(right, "math_add").Input("y", 2).Node(join, "math_max")
                .Exec(before, left, join).Exec(before, right, join).Data(value, $"{left}.x").Data(value, $"{right}.x").Data($"{left}.result", $"{join}.x").Data($"{right}.result", $"{join}.y");
            (before, value) = (join, $"{join}.result");
        }

        return flow.Return().Exec(before, "return").Data(value, "return.x");
    }

    private static FlowBuilder FreeChain(int nodes)
    {
        var flow = new FlowBuilder("x:int").Return().Exec("start", "return");
        for (var i = 0; i < nodes; i++)
        {
            flow.Node(Id(i), "math_add").Input("y", 1).Data(i == 0 ? "start.x" : $"{Id(i - 1)}.result", $"{Id(i)}.x");
        }

        return flow.Data($"{Id(nodes - 1)}.result", "return.x");
    }

    private static FlowBuilder FreeFan(int nodes)
    {
        var flow = new FlowBuilder("x:int").Return().Exec("start", "return");
        for (var i = 0; i < nodes; i++)
        {
            flow.Node(Id(i), "math_add").Input("y", i).Data("start.x", $"{Id(i)}.x").Data($"{Id(i)}.result", $"return.{Id(i)}");
        }

        return flow;
    }

    private static FlowBuilder FreeDiamonds(int nodes)
    {
        var flow = new FlowBuilder("x:int").Return().Exec("start", "return");
        var value = "start.x";
        for (var i = 0; i + 2 < nodes; i += 3)
        {
            var (left, right, join) = (Id(i), Id(i + 1), Id(i + 2));
            flow.Node(left, "math_add").Input("y", 1).Node(right, "math_add").Input("y", 2).Node(join, "math_max")
                .Data(value, $"{left}.x").Data(value, $"{right}.x").Data($"{left}.result", $"{join}.x").Data($"{right}.result", $"{join}.y");
            value = $"{join}.result";
        }

        return flow.Data(value, "return.x");
    }

    private static string Id(int i) => "n" + i.ToString(CultureInfo.InvariantCulture);
}
