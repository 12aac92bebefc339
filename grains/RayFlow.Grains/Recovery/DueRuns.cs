using Microsoft.Extensions.Options;
using RayFlow.Storage.Runs;

namespace RayFlow.Grains.Recovery;

/// <summary>
/// Wakes this silo's runs a little before their time; their own timers are exact. A run stays due in the index until it commits, so a mark
/// remembers how far the list has been woken: no memory per run, and as many a second as the runs themselves bear.
/// </summary>
internal sealed class DueRuns(RunIndex index, SiloIdentity silo, RunWaker waker, TimeProvider time, IOptions<RecoveryOptions> options)
{
    // A run that left memory before its time came was never behind the mark; one whose wake-up was lost is found by starting over.
    private const int RoundsToStartOver = 10;

    private DueRun? _mark;
    private int _round;

    /// <summary>Starts with the most urgent again: there are runs that were another silo's when the mark was set.</summary>
    public void StartOver() => _mark = null;

    /// <summary>Wakes those that have come due since the last time.</summary>
    public async Task WakeAsync(CancellationToken cancellationToken)
    {
        if (++_round % RoundsToStartOver == 0)
        {
            StartOver();
        }

        var until = time.GetUtcNow() + TimeSpan.FromSeconds(options.Value.PeriodSeconds * 3);
        IReadOnlyList<DueRun> due;
        do
        {
            due = await index.DueAsync(silo.Id, until, _mark, options.Value.BatchSize, cancellationToken);
            await waker.WakeAsync([.. due.Select(run => run.RunId)], cancellationToken);
            if (due.Count > 0)
            {
                _mark = due[^1];
            }
        }
        while (due.Count == options.Value.BatchSize);
    }
}
