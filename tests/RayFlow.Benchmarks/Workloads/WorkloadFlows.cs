using System.Globalization;
using RayFlow.Testing.Flows;

namespace RayFlow.Benchmarks.Workloads;

/// <summary>The flows that are measured.</summary>
internal static class WorkloadFlows
{
    /// <summary>Pure nodes one after the other.</summary>
    public static FlowBuilder Pure(int nodes)
    {
        var flow = new FlowBuilder("x:int");
        var (before, value) = ("start", "start.x");
        for (var i = 0; i < nodes; i++)
        {
            flow.Node(Id("add", i), "math_add").Input("y", 1L).Exec(before, Id("add", i)).Data(value, $"{Id("add", i)}.x");
            (before, value) = (Id("add", i), $"{Id("add", i)}.result");
        }

        return flow.Return().Exec(before, "return").Data(value, "return.sum");
    }

    /// <summary>Steps one after the other, each a checkpoint and an addition to what it kept.</summary>
    public static FlowBuilder Sequence(int steps)
    {
        var flow = new FlowBuilder("x:int");
        var (before, value) = ("start", "start.x");
        for (var i = 0; i < steps; i++)
        {
            var (keep, add) = (Id("keep", i), Id("add", i));
            flow.Node(keep, "checkpoint").Node(add, "math_add").Input("y", 1L).Exec(before, keep, add).Data(value, $"{keep}.value").Data($"{keep}.value", $"{add}.x");
            (before, value) = (add, $"{add}.result");
        }

        return flow.Return().Exec(before, "return").Data(value, "return.sum");
    }

    /// <summary>Checkpoints side by side, and a RETURN that waits for all.</summary>
    public static FlowBuilder Parallel(int steps)
    {
        var flow = new FlowBuilder("x:int").Return();
        for (var i = 0; i < steps; i++)
        {
            flow.Node(Id("keep", i), "checkpoint").Exec("start", Id("keep", i), "return").Data("start.x", $"{Id("keep", i)}.value");
        }

        return flow.Data($"{Id("keep", steps - 1)}.value", "return.last");
    }

    /// <summary>Effects one after the other, each in its node grain, which do next to nothing.</summary>
    public static FlowBuilder Effects(int steps)
    {
        var flow = new FlowBuilder("x:int");
        var before = "start";
        for (var i = 0; i < steps; i++)
        {
            flow.Node(Id("now", i), "time_now").Exec(before, Id("now", i));
            before = Id("now", i);
        }

        return flow.Return().Exec(before, "return");
    }

    /// <summary>As many effects at once, each in a turn of a loop.</summary>
    public static FlowBuilder FanOut(int turns) => new FlowBuilder("x:int")
        .Node("each", "flow_for_range").Input("stop", (long)turns).Constant("CONCURRENCY", 0L).Node("now", "time_now").Return()
        .Exec("start", "each").Exec("each.body", "now").Exec("each.completed", "return");

    /// <summary>Effects one after the other, each of which writes its idempotency key to a file, and an addition after each.</summary>
    public static FlowBuilder Ledger(int steps, string file)
    {
        var flow = new FlowBuilder("x:int");
        var (before, value) = ("start", "start.x");
        for (var i = 0; i < steps; i++)
        {
            var (write, add) = (Id("write", i), Id("add", i));
            flow.Node(write, "bench_write_ledger").Input("file", file).Node(add, "math_add").Input("y", 1L)
                .Exec(before, write, add).Data(value, $"{write}.value").Data($"{write}.value", $"{add}.x");
            (before, value) = (add, $"{add}.result");
        }

        return flow.Return().Exec(before, "return").Data(value, "return.sum");
    }

    /// <summary>Waits for the signal <c>go</c>.</summary>
    public static FlowBuilder Signal() => new FlowBuilder("x:float")
        .Node("wait", "flow_wait_signal").Constant("SIGNAL", "go").Return().Exec("start", "wait", "return").Data("wait.payload", "return.payload");

    /// <summary>Waits for as many seconds as START is given.</summary>
    public static FlowBuilder Delay() => new FlowBuilder("x:float")
        .Node("wait", "flow_delay").Return().Exec("start", "wait", "return").Data("start.x", "wait.seconds").Data("start.x", "return.x");

    private static string Id(string name, int i) => name + i.ToString(CultureInfo.InvariantCulture);
}
