using RayFlow.Grains.Recovery;

namespace RayFlow.Simulation.Cluster;

/// <summary>Runs of a silo that are to be woken again: each failure doubles the pause.</summary>
internal sealed class WakeList(SimSilo silo) : IWakeQueue
{
    private readonly Dictionary<string, (TimeSpan Due, int Failures)> _runs = new(StringComparer.Ordinal);

    public void Add(string runId)
    {
        var failures = _runs.GetValueOrDefault(runId).Failures + 1;
        _runs[runId] = (silo.Simulator.Now + TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, failures - 1))), failures);
    }

    public void Progress(string runId) => _runs.Remove(runId);

    /// <summary>Those that are due; they stay until they make progress.</summary>
    public List<string> TakeDue()
    {
        var due = _runs.Where(run => run.Value.Due <= silo.Simulator.Now).Select(run => run.Key).ToList();
        foreach (var run in due)
        {
            _runs[run] = _runs[run] with { Due = TimeSpan.MaxValue };
        }

        return due;
    }
}
