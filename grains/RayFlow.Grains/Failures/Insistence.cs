namespace RayFlow.Grains.Failures;

/// <summary>
/// Repeats calls between grains that may be repeated. A call fails where the callee's silo, or the one that knows where it is, has just died:
/// until the cluster has noticed, which takes seconds, all that helps is to ask again.
/// </summary>
internal static class Insistence
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Calls until the call goes through or is not wanted any more.</summary>
    /// <param name="call">The call.</param>
    /// <param name="isWanted">Asked after every failure.</param>
    /// <param name="onFirstFailure">Told of the first failure; those that follow say the same.</param>
    /// <param name="time">The clock of the pauses, which grow from a tenth of a second to a second.</param>
    /// <returns>Null if the call went through, else its last failure.</returns>
    public static async Task<Exception?> CallAsync(Func<Task> call, Func<bool> isWanted, Action<Exception> onFirstFailure, TimeProvider time)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await call();
                return null;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                if (pause == FirstPause)
                {
                    onFirstFailure(failure);
                }

                if (!isWanted())
                {
                    return failure;
                }
            }

            await Task.Delay(pause, time);
        }
    }
}
