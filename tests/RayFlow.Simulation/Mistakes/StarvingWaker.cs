using RayFlow.Grains.Recovery;

namespace RayFlow.Simulation.Mistakes;

/// <summary>
/// A list that is gone through from its beginning each time, and left when as many have failed as are woken at once: whoever stands behind those
/// that never can be woken is never reached.
/// </summary>
internal sealed class StarvingWaker(IRunWaker waker, int parallelism) : IRunWaker
{
    private readonly SortedSet<string> _failing = new(StringComparer.Ordinal);

    public bool IsOpen => waker.IsOpen;

    public bool Has(string runId) => waker.Has(runId);

    public async Task WakeAsync(string runId)
    {
        if (_failing.Count >= parallelism && !_failing.Take(parallelism).Contains(runId))
        {
            throw new TimeoutException("Others that have failed stand before it.");
        }

        try
        {
            await waker.WakeAsync(runId);
            _failing.Remove(runId);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            _failing.Add(runId);
            throw;
        }
    }

    /// <summary>Nobody counted how often.</summary>
    public bool IsRunsOwn(Exception failure) => false;
}
