using System.Diagnostics;
using System.Runtime.CompilerServices;
using RayFlow.Engine.Running;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Testing.Flows;
using Xunit;

namespace RayFlow.Engine.Tests.Running;

/// <summary>A loop over 100,000 items costs as much in its last turns as in its first, and holds what runs and nothing else.</summary>
public sealed class LoopGrowthTests
{
    private const int Turns = 100_000;
    private const int Slice = 1_000;

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(0)]
    public void Loop_OverAHundredThousandItems_TakesFlatTimeAndHoldsOnlyWhatRuns(int concurrency)
    {
        var limits = new RunLimits();
        var most = concurrency == 0 ? limits.MaxParallelTurns : concurrency;
        var flow = new FlowBuilder("items:list").Node("for", "flow_for_each").Constant("CONCURRENCY", concurrency).Nodes("test_effect", "body").Return()
            .Exec("start", "for").Exec("for.body", "body").Exec("for.completed", "return").Data("start.items", "for.items").Data("for.element", "body.value");
        var state = new RunState(EngineRun.Build(flow), limits);
        var asked = Start(state);
        var first = Watch(asked);
        var (times, bytes) = (new List<double>(), new List<long>());

        for (var slice = 0; slice < Turns / Slice; slice++)
        {
            var (from, allocated) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            for (var i = 0; i < Slice; i++)
            {
                AnswerNext(state, asked);
            }

            times.Add(Stopwatch.GetElapsedTime(from).TotalNanoseconds);
            bytes.Add(GC.GetAllocatedBytesForCurrentThread() - allocated);
            Assert.InRange(state.Frames.Count, 1, most + 1);
        }

        Assert.Equal("return", state.Outcome?.ReturnNode);
        Assert.Equal(Turns + 3, state.NodesExecuted);
        Assert.InRange(Median(bytes.Skip(70)) / Median(bytes.Skip(20).Take(30)), 0.5, 1.5);
        Assert.InRange(times.Skip(70).Min() / times.Skip(20).Take(30).Min(), 0, 3); // the fastest slices: the machine does other things too
        GC.Collect();
        Assert.False(first.IsAlive);
    }

    private static double Median(IEnumerable<long> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Watch(Queue<Instruction> asked) => new(asked.Peek().Frame);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Queue<Instruction> Start(RunState state)
    {
        var items = ValueList.Create([.. Enumerable.Range(0, Turns).Select(i => (Value)i)]);
        return new Queue<Instruction>(RunEngine.Decide(state, new RunStarted { At = default, Inputs = ValueMap.Of(("items", items)) }, int.MaxValue).Instructions);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AnswerNext(RunState state, Queue<Instruction> asked)
    {
        var run = (RunNode)asked.Dequeue();
        var answer = new NodeCompleted { At = default, Frame = run.Frame.Id, Node = run.Node.Index, Attempt = 1, Outputs = ValueMap.Empty };
        foreach (var instruction in RunEngine.Decide(state, answer, int.MaxValue).Instructions)
        {
            asked.Enqueue(instruction);
        }
    }
}
