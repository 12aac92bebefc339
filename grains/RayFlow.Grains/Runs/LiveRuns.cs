using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace RayFlow.Grains.Runs;

/// <summary>The runs in this silo's memory: how many there are, and whom to tell that the silo leaves. Safe for concurrent use.</summary>
internal sealed class LiveRuns(IOptions<SiloLimits> limits)
{
    private readonly ConcurrentDictionary<string, WorkflowGrain> _runs = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>How many runs are in memory.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether a further run would slow down those that are here.</summary>
    public bool IsFull => Count >= limits.Value.RunsInFlight;

    /// <summary>Whether a run is in memory.</summary>
    public bool Has(string runId) => _runs.ContainsKey(runId);

    public void Add(WorkflowGrain run)
    {
        if (_runs.TryAdd(run.GetPrimaryKeyString(), run))
        {
            Interlocked.Increment(ref _count);
        }
        else
        {
            _runs[run.GetPrimaryKeyString()] = run; // the one before it is on its way out
        }
    }

    public void Remove(WorkflowGrain run)
    {
        if (_runs.TryRemove(KeyValuePair.Create(run.GetPrimaryKeyString(), run)))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>Lets all of them leave, before the silo deactivates its grains: a caller that waits for a run's end must not hold the run here.</summary>
    public Task LeaveAllAsync() => Task.WhenAll(_runs.Values.Select(run => run.LeaveAsync()));
}
