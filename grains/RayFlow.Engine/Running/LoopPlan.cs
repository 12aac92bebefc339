using System.Diagnostics.CodeAnalysis;
using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>Works out from a loop's inputs which turns it will take.</summary>
internal static class LoopPlan
{
    private const long DefaultMaxIterations = 100_000;

    public static bool TryMake(RunState run, GraphNode node, ReadOnlySpan<Value> inputs, [NotNullWhen(true)] out LoopProgress? loop, [NotNullWhen(false)] out NodeError? error)
    {
        loop = null;
        error = RegionRunner.TooDeep(run, node);
        if (error is not null)
        {
            return false;
        }

        var most = run.Limits.MaxLoopTurns;
        var collected = node.Operation != ControlOperation.While && node.Inputs[^1] is { Name: "collect", Source: >= 0 } ? new List<Value?>() : null;
        switch (node.Operation)
        {
            case ControlOperation.ForEach:
                loop = new LoopProgress { Items = inputs[0].AsList(), Total = inputs[0].AsList().Count, Concurrency = Concurrency(run, node), Collected = collected };
                break;
            case ControlOperation.ForRange when inputs[2].AsInt() == 0:
                error = new NodeError("invalid_step", $"Input 'step' of node '{node.Id}' is 0; a range needs a step of at least 1 or at most -1.", false);
                return false;
            case ControlOperation.ForRange:
                var (start, stop, step) = (inputs[0].AsInt(), inputs[1].AsInt(), inputs[2].AsInt());
                loop = new LoopProgress { Start = start, Step = step, Total = Length(start, stop, step), Concurrency = Concurrency(run, node), Collected = collected };
                break;
            default:
                loop = new LoopProgress { Total = Math.Min(Constant(node, "MAX_ITERATIONS", DefaultMaxIterations), most), Concurrency = 1 };
                return true;
        }

        error = loop.Total > most
            ? new NodeError("loop_limit", $"Loop '{node.Id}' would take {loop.Total:N0} turns; at most {most:N0} are allowed.", false)
            : null;
        return error is null;
    }

    private static int Concurrency(RunState run, GraphNode node)
    {
        var given = Constant(node, "CONCURRENCY", 1);
        return given <= 0 ? run.Limits.MaxParallelTurns : (int)Math.Min(given, run.Limits.MaxParallelTurns);
    }

    private static long Constant(GraphNode node, string name, long otherwise) =>
        node.Settings.Constants.TryGetValue(name, out var given) && given.IsInt ? given.AsInt() : otherwise;

    private static long Length(long start, long stop, long step)
    {
        var distance = step > 0 ? (Int128)stop - start : (Int128)start - stop;
        var stride = step > 0 ? step : -(Int128)step;
        return distance <= 0 ? 0 : (long)Int128.Min(((distance - 1) / stride) + 1, long.MaxValue);
    }
}
