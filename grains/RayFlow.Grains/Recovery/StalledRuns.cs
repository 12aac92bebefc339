using System.Collections.Concurrent;

namespace RayFlow.Grains.Recovery;

/// <summary>Runs of this silo that could not go on and are to be woken again soon.</summary>
internal sealed class StalledRuns : IWakeQueue
{
    private readonly ConcurrentDictionary<string, bool> _runs = new(StringComparer.Ordinal);

    /// <summary>Adds a run.</summary>
    public void Add(string runId) => _runs[runId] = true;

    /// <inheritdoc/>
    public void Progress(string runId) => _runs.TryRemove(runId, out _);

    /// <summary>Takes all of them.</summary>
    public IReadOnlyList<string> TakeAll()
    {
        var taken = _runs.Keys.ToList();
        taken.ForEach(runId => _runs.TryRemove(runId, out _));
        return taken;
    }
}
