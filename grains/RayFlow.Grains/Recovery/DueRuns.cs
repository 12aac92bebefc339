using RayFlow.Storage.Runs;

namespace RayFlow.Grains.Recovery;

/// <summary>
/// Finds this silo's runs a little before their time; their own timers are exact. A run stays due in the index until it commits, so a mark
/// remembers how far the list has been read, and is forgotten now and then: a run whose wake-up was lost is found again.
/// </summary>
internal sealed class DueRuns(IRunOwnership ownership, string self, TimeProvider time, TimeSpan period)
{
    private const int PeriodsAhead = 3;
    private const int PeriodsToStartOver = 10;

    private DueRun? _mark;
    private long _startedAt = time.GetTimestamp();

    /// <summary>Starts with the most urgent again: there are runs that were another silo's when they were passed.</summary>
    public void StartOver() => (_mark, _startedAt) = (null, time.GetTimestamp());

    /// <summary>Those that have come due since the last time, the most urgent first; as many as the limit if there are more.</summary>
    public async Task<IReadOnlyList<DueRun>> NextAsync(int limit, CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(_startedAt) >= period * PeriodsToStartOver)
        {
            StartOver();
        }

        var due = await ownership.DueAsync(self, time.GetUtcNow() + (period * PeriodsAhead), _mark, limit, cancellationToken);
        if (due.Count > 0)
        {
            _mark = due[^1];
        }

        return due;
    }
}
