using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace RayFlow.Grains.Runs;

/// <summary>The runs in this silo's memory: how many there are, and whom to tell that the silo leaves. Safe for concurrent use.</summary>
internal sealed class LiveRuns(IOptions<SiloLimits> limits)
{
    private readonly ConcurrentDictionary<WorkflowGrain, bool> _runs = new();
    private int _count;

    /// <summary>How many runs are in memory.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether a further run would slow down those that are here.</summary>
    public bool IsFull => Count >= limits.Value.RunsInFlight;

    public void Add(WorkflowGrain run)
    {
        if (_runs.TryAdd(run, true))
        {
            Interlocked.Increment(ref _count);
        }
    }

    public void Remove(WorkflowGrain run)
    {
        if (_runs.TryRemove(run, out _))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>Lets all of them leave, before the silo deactivates its grains: a caller that waits for a run's end must not hold the run here.</summary>
    public Task LeaveAllAsync() => Task.WhenAll(_runs.Keys.Select(run => run.LeaveAsync()));
}
