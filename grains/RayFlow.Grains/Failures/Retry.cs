namespace RayFlow.Grains.Failures;

/// <summary>
/// Repeats what may be repeated, with pauses that double up to a longest one and vary by a quarter, so that many who failed together do not come
/// back together.
/// </summary>
/// <param name="time">The clock of the pauses.</param>
/// <param name="first">The first pause.</param>
/// <param name="longest">The longest pause.</param>
/// <param name="chance">A number from 0 to below 1.</param>
internal sealed class Retry(TimeProvider time, TimeSpan first, TimeSpan longest, Func<double> chance)
{
    /// <summary>Calls until the call goes through.</summary>
    /// <param name="call">The call.</param>
    /// <param name="isWanted">Asked after every failure, with it; false: that failure is the outcome.</param>
    /// <param name="stop">Ends the pauses; the last failure is the outcome then.</param>
    /// <param name="onFirst">Told of the first failure; those that follow say the same.</param>
    /// <returns>Null if the call went through, else its last failure.</returns>
    public async Task<Exception?> UntilAsync(Func<Task> call, Func<Exception, bool> isWanted, CancellationToken stop, Action<Exception>? onFirst = null)
    {
        for (var pause = first; ; pause = pause * 2 < longest ? pause * 2 : longest)
        {
            try
            {
                await call();
                return null;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                onFirst?.Invoke(failure);
                onFirst = null;
                if (stop.IsCancellationRequested || !isWanted(failure))
                {
                    return failure;
                }

                await Task.Delay(pause * (0.75 + (chance() * 0.5)), time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                if (stop.IsCancellationRequested)
                {
                    return failure;
                }
            }
        }
    }
}
