using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RayFlow.GrainInterfaces.Runs;

namespace RayFlow.Grains.Recovery;

/// <summary>Wakes runs, a bounded number at a time. Those that cannot be woken are tried again with the next round.</summary>
internal sealed class RunWaker(IGrainFactory grains, StalledRuns stalled, TimeProvider time, IOptions<RecoveryOptions> options, ILogger<RunWaker> logger)
{
    /// <summary>Calls to a silo that has just died are not answered until the cluster has noticed; the rounds must not stand still meanwhile.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Wakes runs and returns when each is awake or has been put off.</summary>
    public async Task WakeAsync(IReadOnlyCollection<string> runs, CancellationToken cancellationToken)
    {
        var (failures, first) = (0, default(Exception));
        var most = options.Value.Parallelism;
        await Parallel.ForEachAsync(
            runs,
            new ParallelOptions { MaxDegreeOfParallelism = most, CancellationToken = cancellationToken },
            async (runId, _) =>
            {
                if (Volatile.Read(ref failures) >= most)
                {
                    stalled.Add(runId); // what makes so many fail makes the others fail too
                    return;
                }

                try
                {
                    await grains.GetGrain<IWorkflowGrain>(runId).WakeAsync(CancellationToken.None).WaitAsync(Patience, time, CancellationToken.None);
                }
                catch (Exception failure) when (failure is not OutOfMemoryException)
                {
                    Interlocked.Increment(ref failures);
                    Interlocked.CompareExchange(ref first, failure, null);
                    stalled.Add(runId);
                }
            });
        if (first is not null)
        {
            logger.WakesFailed(failures, runs.Count, first);
        }
    }
}
