using System.Runtime.CompilerServices;
using RayFlow.Grains.Recovery;

namespace RayFlow.Simulation.Cluster;

/// <summary>The cluster as one silo knows it: news takes a while to come, and whoever asks the database knows what is so.</summary>
internal sealed class SimMembers(SimSilo silo) : IClusterMembers
{
    private HashSet<string> _known = [];
    private TaskCompletionSource _news = NewSignal();

    public string Self => silo.Name;

    public IReadOnlySet<string> Living => _known;

    /// <summary>Until when no news comes: the silo goes on with what it knows.</summary>
    public TimeSpan StaleUntil { get; set; }

    /// <summary>Somebody has joined, or was given up: it is heard of after a while.</summary>
    public void Tell(TimeSpan after) => silo.Simulator.After(after, silo.Process, () =>
    {
        if (silo.Simulator.Now < StaleUntil)
        {
            Tell(StaleUntil - silo.Simulator.Now);
            return;
        }

        Learn();
    });

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        // The table of members is in the same database.
        await silo.Database.ReadAsync(silo.Process, static _ => true);
        Learn();
    }

    public async IAsyncEnumerable<IReadOnlySet<string>> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stopping = cancellationToken.UnsafeRegister(static members => ((SimMembers)members!)._news.TrySetResult(), this);
        while (!cancellationToken.IsCancellationRequested)
        {
            yield return _known;
            await _news.Task;
            _news = NewSignal();
        }
    }

    private void Learn()
    {
        _known = silo.Cluster.Silos.Where(other => !other.IsDeclaredDead).Select(other => other.Name).ToHashSet(StringComparer.Ordinal);
        _news.TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
