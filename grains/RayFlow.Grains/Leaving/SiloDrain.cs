using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RayFlow.Grains.Runs;

namespace RayFlow.Grains.Leaving;

/// <summary>
/// Lets a silo leave: once the others know that it leaves, and so place nothing here, its runs go on there at once; what its
/// nodes work on is finished here, as far as that can be in time, and reported to the runs wherever they are.
/// </summary>
/// <remarks>
/// It runs beside Orleans' own step that tells the others, and before the one that deactivates grains. A silo that is alone has nobody to hand its
/// runs to: its nodes are given up at once, and made again when it is back.
/// </remarks>
internal sealed class SiloDrain(
    IClusterMembershipService membership, ILocalSiloDetails silo, LiveRuns live, NodesAtWork nodes, IOptions<DrainOptions> options, ILogger<SiloDrain> logger)
    : ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan NewsPatience = TimeSpan.FromSeconds(5);

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(SiloDrain), ServiceLifecycleStage.BecomeActive, static _ => Task.CompletedTask, LeaveAsync);

    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        await IsKnownToLeaveAsync(cancellationToken);
        var runs = live.Count;
        await live.LeaveAllAsync();
        if (!HasOthers() || cancellationToken.IsCancellationRequested)
        {
            return;
        }

        var working = nodes.Count;
        await nodes.NoneAsync().WaitAsync(TimeSpan.FromSeconds(options.Value.DrainSeconds), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        logger.Drained(runs, working, nodes.Count);
    }

    /// <summary>Waits until the membership says that this silo leaves; a database that is away keeps nobody.</summary>
    private async Task IsKnownToLeaveAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(NewsPatience);
        try
        {
            await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(patience.Token))
            {
                if (snapshot.GetSiloStatus(silo.SiloAddress) is not (SiloStatus.Active or SiloStatus.Joining or SiloStatus.Created))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // It leaves all the same; others find out by its end.
        }
    }

    private bool HasOthers() => membership.CurrentSnapshot.Members.Values.Any(member => member.Status == SiloStatus.Active && !member.SiloAddress.Equals(silo.SiloAddress));
}
