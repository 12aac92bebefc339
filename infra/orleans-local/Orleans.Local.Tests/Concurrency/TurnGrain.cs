using Orleans.Concurrency;
using Orleans.Serialization.Invocation;

namespace Orleans.Tests.Concurrency;

/// <summary>Each call says that it entered, waits for a gate, and answers how many calls ran at that time.</summary>
public interface ITurnGrain : IGrainWithStringKey
{
    Task<int> Enter(string entered, string gate);

    [AlwaysInterleave]
    Task<int> Interleave();

    [ReadOnly]
    Task<int> Read(string entered, string gate);

    Task<bool> StaysOnItsScheduler();

    Task<bool> LeavesItInTaskRun();

    Task<int> CountUnguarded(int times);
}

public abstract class TurnGrainBase : Grain, ITurnGrain
{
    private int _running;
    private int _count;

    public Task<int> Enter(string entered, string gate) => Run(entered, gate);

    public Task<int> Interleave() => Task.FromResult(_running);

    public Task<int> Read(string entered, string gate) => Run(entered, gate);

    public async Task<bool> StaysOnItsScheduler()
    {
        var scheduler = TaskScheduler.Current;
        await Task.Yield();
        await Task.Run(static () => { });
        return scheduler != TaskScheduler.Default && ReferenceEquals(scheduler, TaskScheduler.Current);
    }

    public Task<bool> LeavesItInTaskRun() => Task.Run(static () => ReferenceEquals(TaskScheduler.Current, TaskScheduler.Default));

    public async Task<int> CountUnguarded(int times)
    {
        // Without one turn at a time, increments of parallel turns would be lost.
        await Task.WhenAll(Enumerable.Range(0, times).Select(async _ =>
        {
            await Task.Yield();
            var count = _count;
            Thread.SpinWait(100);
            _count = count + 1;
        }));
        return _count;
    }

    private async Task<int> Run(string entered, string gate)
    {
        _running++;
        Gates.Open(entered);
        await Gates.Passed(gate);
        return _running--;
    }
}

public sealed class TurnGrain : TurnGrainBase;

public interface IReentrantTurnGrain : ITurnGrain;

[Reentrant]
public sealed class ReentrantTurnGrain : TurnGrainBase, IReentrantTurnGrain;

public interface IPredicateTurnGrain : ITurnGrain;

[MayInterleave(nameof(IsUrgent))]
public sealed class PredicateTurnGrain : TurnGrainBase, IPredicateTurnGrain
{
    public static bool IsUrgent(IInvokable request) => request.GetArgumentCount() > 0 && request.GetArgument(0) is string entered && entered.StartsWith("urgent", StringComparison.Ordinal);
}
