namespace RayFlow.Grains.Runs;

/// <summary>How a run asks others: until the call goes through, is not wanted any more, or the run leaves this activation.</summary>
/// <remarks>
/// Used in the turns of the run's loop. What begins something is asked for a second time only after the database has confirmed that the run is still
/// this activation's: a silo that stood still must not repeat what another one has gone on from.
/// </remarks>
/// <param name="runId">Which run.</param>
/// <param name="silo">What all runs of a silo have in common.</param>
/// <param name="fence">Completes when the database has confirmed that the run is this activation's.</param>
/// <param name="stop">Ends every call.</param>
internal sealed class PeerCalls(string runId, RunEnvironment silo, Func<Task> fence, CancellationToken stop)
{
    /// <summary>Whether nothing is asked of anybody any more.</summary>
    public bool IsStopped => stop.IsCancellationRequested;

    /// <summary>Calls until the call goes through or is not wanted any more.</summary>
    /// <returns>Null if it went through, else its last failure.</returns>
    public Task<Exception?> CallAsync(Func<Task> call, Func<bool> isWanted, string peer) =>
        silo.Calls.UntilAsync(call, _ => isWanted(), stop, failure => silo.Logger.PeerNotReached(runId, peer, failure.Message));

    /// <summary>
    /// As <see cref="CallAsync"/>, for what begins something: it is asked for again only once it is confirmed that the run is still this activation's.
    /// The call is told whether it is made again.
    /// </summary>
    public Task<Exception?> BeginAsync(Func<bool, Task> call, Func<bool> isWanted, string peer)
    {
        var isFirst = true;
        return CallAsync(AskAsync, isWanted, peer);

        async Task AskAsync()
        {
            if (!isFirst)
            {
                await fence();
                if (!isWanted())
                {
                    return;
                }
            }

            var isAgain = !isFirst;
            isFirst = false;
            await call(isAgain);
        }
    }

    /// <summary>Whether the database confirms now that the run is this activation's: a process that stood still does not know how long.</summary>
    public async Task<bool> IsStillOursAsync()
    {
        try
        {
            await fence();
            return !IsStopped;
        }
        catch (Exception moved) when (moved is not OutOfMemoryException)
        {
            return false; // the loop has been told as well, and says so
        }
    }

    /// <summary>Waits; false if the run leaves meanwhile.</summary>
    public async Task<bool> PauseAsync(TimeSpan pause)
    {
        await Task.Delay(pause, silo.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return !IsStopped;
    }
}
