using System.Diagnostics;
using System.Globalization;
using System.Text;
using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Engine.Validation;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Nodes.Catalog;

namespace RayFlow.Benchmarks.Engine;

/// <summary>
/// What the engine takes per node, alone: no grains, no storage, nobody watching. Medians over several rounds; the fastest round and the
/// processor time of all rounds beside them, because the machine may be doing other things.
/// </summary>
internal static class EngineBenchmark
{
    private static readonly FlowLimits Limits = new() { MaxNodes = int.MaxValue, MaxEdges = int.MaxValue, MaxBytes = int.MaxValue };
    private static readonly int[] Sizes = [10, 1_000, 100_000];
    private static readonly ValueMap Inputs = ValueMap.Of(("x", 1));

    public static void Run()
    {
        Console.WriteLine("Nanoseconds per node, medians; of a run also the fastest round, processor time (the collector's included) and bytes allocated.");
        Console.WriteLine($"{"shape",-15}{"nodes",9}{"parse",9}{"validate",10}{"build",9}{"run",9}{"fastest",9}{"cpu",9}{"bytes",8}");
        foreach (var (name, make) in Shapes.All)
        {
            foreach (var size in Sizes)
            {
                Measure(name, size, Encoding.UTF8.GetBytes(make(size).ToJson()));
            }
        }

        Console.WriteLine();
        Console.WriteLine("A loop of 100,000 turns of one pure node: nanoseconds per turn.");
        Console.WriteLine($"{"concurrency",-15}{"all",9}{"first 10th",12}{"last 10th",12}{"cpu",9}{"bytes",8}");
        foreach (var concurrency in new[] { 1, 0 })
        {
            MeasureLoop(100_000, concurrency);
        }

        Console.WriteLine();
        Console.WriteLine("A loop over 100,000 items, each turn an effect that is answered: nanoseconds per turn, and what the run comes to hold in memory.");
        Console.WriteLine($"{"concurrency",-15}{"all",9}{"first 10th",12}{"last 10th",12}{"running",9}{"KiB more at 90% than at 10%",30}");
        foreach (var concurrency in new[] { 1, 100, 0 })
        {
            MeasureEffects(100_000, concurrency);
        }
    }

    private static void Measure(string name, int size, byte[] json)
    {
        var types = NodeCatalog.BuiltIn.Types;
        var rounds = Math.Clamp(1_000_000 / size, 9, 2_000);
        var document = FlowDocumentParser.Parse(json, Limits, types).Document!;
        var graph = GraphBuilder.Build(document, types, "");
        Rounds(Math.Clamp(rounds / 5, 1, 300), () => RunOnce(graph)); // until the machine code is the final one
        var few = Math.Clamp(20_000 / size, 3, 50);
        var parse = Rounds(few, () => FlowDocumentParser.Parse(json, Limits, types)).Median;
        var validate = Rounds(few, () => FlowValidator.Validate(document, types, Limits)).Median;
        var build = Rounds(few, () => GraphBuilder.Build(document, types, "")).Median;
        var processor = Environment.CpuUsage.TotalTime;
        var run = Rounds(rounds, () => RunOnce(graph));
        var cpu = (Environment.CpuUsage.TotalTime - processor).TotalNanoseconds / rounds;
        var before = GC.GetAllocatedBytesForCurrentThread();
        RunOnce(graph);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-15}{size,9:N0}{parse / size,9:N0}{validate / size,10:N0}{build / size,9:N0}{run.Median / size,9:N0}{run.Fastest / size,9:N0}{cpu / size,9:N0}{bytes / size,8:N0}"));
    }

    private static void MeasureLoop(int turns, int concurrency)
    {
        var document = FlowDocumentParser.Parse(Encoding.UTF8.GetBytes(Shapes.Loop(turns, concurrency).ToJson()), Limits).Document!;
        var graph = GraphBuilder.Build(document, NodeCatalog.BuiltIn.Types, "");
        RunOnce(graph);
        var (all, first, last) = (new List<double>(), new List<double>(), new List<double>());
        var before = GC.GetAllocatedBytesForCurrentThread();
        var processor = Environment.CpuUsage.TotalTime;
        const int rounds = 9;
        for (var round = 0; round < rounds; round++)
        {
            var state = new RunState(graph, new RunLimits());
            var clock = Stopwatch.StartNew();
            var marks = new List<double>();
            var steps = 2 * turns / 10; // a turn takes two steps
            for (var decision = RunEngine.Decide(state, Started(), steps); decision.HasMore; decision = RunEngine.Decide(state, new Continued { At = default }, steps))
            {
                marks.Add(clock.Elapsed.TotalNanoseconds);
            }

            all.Add(clock.Elapsed.TotalNanoseconds);
            first.Add(marks[0]);
            last.Add(marks[9] - marks[8]);
        }

        var cpu = (Environment.CpuUsage.TotalTime - processor).TotalNanoseconds / rounds;
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / rounds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{concurrency,-15}{Median(all) / turns,9:N0}{Median(first) / turns * 10,12:N0}{Median(last) / turns * 10,12:N0}{cpu / turns,9:N0}{bytes / turns,8:N0}"));
    }

    private static void MeasureEffects(int turns, int concurrency)
    {
        var document = FlowDocumentParser.Parse(Encoding.UTF8.GetBytes(Shapes.EffectLoop(concurrency).ToJson()), Limits).Document!;
        var graph = GraphBuilder.Build(document, NodeCatalog.BuiltIn.Types, "");
        var items = ValueMap.Of(("items", ValueList.Create([.. Enumerable.Range(0, turns).Select(i => (Value)i)])));
                var state = new RunState(graph, new RunLimits());
        var asked = new Queue<Instruction>(RunEngine.Decide(state, Started() with { Inputs = items }, int.MaxValue).Instructions);
        var (marks, held, frames) = (new double[11], new long[11], 0);
        var clock = new Stopwatch();
        for (var turn = 0; turn < turns; turn++)
        {
            if (turn % (turns / 10) == 0)
            {
                clock.Stop();
                marks[turn / (turns / 10)] = clock.Elapsed.TotalNanoseconds;
                held[turn / (turns / 10)] = GC.GetTotalMemory(forceFullCollection: true);
                clock.Start();
            }

            var run = (RunNode)asked.Dequeue();
            var decision = RunEngine.Decide(state, new NodeCompleted { At = default, Frame = run.Frame.Id, Node = run.Node.Index, Attempt = 1, Outputs = ValueMap.Of(("unix_seconds", 1.5)) }, int.MaxValue);
            foreach (var instruction in decision.Instructions)
            {
                asked.Enqueue(instruction);
            }

            frames = Math.Max(frames, asked.Count);
        }

        marks[10] = clock.Elapsed.TotalNanoseconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{concurrency,-15}{marks[10] / turns,9:N0}{marks[1] / turns * 10,12:N0}{(marks[10] - marks[9]) / turns * 10,12:N0}{frames,9:N0}{(held[9] - held[1]) / 1024,30:N0}"));
    }

    private static void RunOnce(FlowGraph graph)
    {
        var state = new RunState(graph, new RunLimits());
        RunEngine.Decide(state, Started(), int.MaxValue);
        if (state.Outcome is not { Kind: OutcomeKind.Completed })
        {
            throw new InvalidOperationException($"The run did not complete: {state.Outcome?.Error?.Error.Message}");
        }
    }

    private static RunStarted Started() => new() { At = DateTimeOffset.UnixEpoch, Inputs = Inputs };

    private static (double Median, double Fastest) Rounds(int rounds, Action action)
    {
        var times = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var from = Stopwatch.GetTimestamp();
            action();
            times.Add(Stopwatch.GetElapsedTime(from).TotalNanoseconds);
        }

        return (Median(times), times.Min());
    }

    private static double Median(List<double> times)
    {
        times.Sort();
        return times[times.Count / 2];
    }
}
