using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using RayFlow.GrainInterfaces.Clusters;
using RayFlow.GrainInterfaces.Failures;
using RayFlow.Storage;

namespace RayFlow.Grains.Clusters;

/// <summary>
/// Knows which silos runs may be placed on: asks each of the others every second, and its own database every two. A silo that alone has lost the
/// database ends, since all that it holds stands still while the others could go on with it.
/// </summary>
internal sealed class SiloConditions(
    IClusterMembershipService membership,
    ILocalSiloDetails self,
    SiloReporters reporters,
    StorageHealth health,
    Departure departure,
    SiloProblems problems,
    IFatalErrorHandler fatal,
    ILogger<SiloConditions> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private const string Part = "database";
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HealthPeriod = TimeSpan.FromSeconds(2);

    // A silo that others cannot hear is dead to them after 8 seconds at most; one that cannot write gets some more, since a failover takes that long.
    private static readonly TimeSpan DatabasePatience = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _stopping = new();
    private volatile FrozenSet<SiloAddress> _refusing = FrozenSet<SiloAddress>.Empty;
    private FrozenSet<SiloAddress> _silent = FrozenSet<SiloAddress>.Empty;
    private long? _awaySince;
    private Task _running = Task.CompletedTask;
    private bool _isDisposed;

    /// <summary>Whether runs may be placed on a silo, as far as this one knows.</summary>
    public bool Takes(SiloAddress silo) => silo.Equals(self.SiloAddress) ? health.IsAvailable && !departure.HasBegun : !_refusing.Contains(silo);

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(SiloConditions),
        ServiceLifecycleStage.Active,
        _ =>
        {
            _running = Task.WhenAll(Task.Run(() => LookAsync(_stopping.Token), CancellationToken.None), Task.Run(() => AskDatabaseAsync(_stopping.Token), CancellationToken.None));
            return Task.CompletedTask;
        },
        async cancellationToken =>
        {
            await _stopping.CancelAsync();
            await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });

    public void Dispose()
    {
        // The container knows it under two names, and disposes it for each.
        if (!Interlocked.Exchange(ref _isDisposed, true))
        {
            _stopping.Cancel();
            _stopping.Dispose();
        }
    }

    private async Task AskDatabaseAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                // Nobody may have asked for a while; whoever places runs here must not be the first to find out.
                await health.CheckAsync(stopping);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException && !stopping.IsCancellationRequested)
            {
                logger.ConditionsUnknown(failure);
            }

            await Task.Delay(HealthPeriod, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var others = membership.CurrentSnapshot.Members.Values
                    .Where(member => member.Status == SiloStatus.Active && !member.SiloAddress.Equals(self.SiloAddress)).Select(member => member.SiloAddress).ToList();
                var loads = await Task.WhenAll(others.Select(reporters.AskAsync));
                var silent = others.Where((_, i) => loads[i] is null).ToFrozenSet();

                // Who does not answer twice stands still or is cut off; the cluster will find out whether it is dead.
                _refusing = others.Where((other, i) => loads[i] is { Refusal: not null } || (loads[i] is null && _silent.Contains(other))).ToFrozenSet();
                _silent = silent;
                Judge(loads.Any(load => load is { HasDatabase: true }));
            }
            catch (Exception failure) when (failure is not OutOfMemoryException && !stopping.IsCancellationRequested)
            {
                logger.ConditionsUnknown(failure);
            }

            await Task.Delay(Period, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Judge(bool othersHaveDatabase)
    {
        if (health.Reason is not { } reason)
        {
            _awaySince = null;
            problems.Clear(Part);
            return;
        }

        var since = _awaySince ??= Environment.TickCount64;
        problems.Set(Part, othersHaveDatabase
            ? $"This silo cannot write to its database, and others of its cluster can: {reason} No runs are placed here; it ends if that lasts."
            : $"The database is away: {reason} Runs wait for it.");
        if (othersHaveDatabase && Environment.TickCount64 - since > DatabasePatience.TotalMilliseconds && !departure.HasBegun)
        {
            fatal.OnFatalException(this, null, new SiloExiledException(
                $"This silo has not reached its database for {DatabasePatience.TotalSeconds:0} seconds while others of its cluster do, and ends, so that its runs go on there: {reason}"));
        }
    }
}
