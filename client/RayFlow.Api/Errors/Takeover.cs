using Orleans.Runtime.Messaging;
using RayFlow.GrainInterfaces.Failures;

namespace RayFlow.Api.Errors;

/// <summary>
/// Repeats calls to grains that were rejected because a silo has just died. Its grains live again elsewhere as soon as the cluster has noticed,
/// which takes seconds: a caller who waits that long need not know.
/// </summary>
internal static class Takeover
{
    // A silo that was killed is dead to the others after 8 seconds at most; its runs take a moment more.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Calls until the cluster takes the call, or patience is at its end.</summary>
    /// <param name="call">The call.</param>
    /// <param name="isRepeatable">Whether the call may be carried out twice. If not, it is repeated only when it never reached its grain.</param>
    public static Task<T> OutlastAsync<T>(Func<Task<T>> call, bool isRepeatable = true) => OutlastAsync(_ => call(), isRepeatable);

    /// <summary>Calls until the cluster takes the call, or patience is at its end, which is counted from the first rejection.</summary>
    /// <param name="call">The call; it is told whether one before it may have been carried out.</param>
    /// <param name="isRepeatable">Whether the call may be carried out twice. If not, it is repeated only when it never reached its grain.</param>
    public static async Task<T> OutlastAsync<T>(Func<bool, Task<T>> call, bool isRepeatable = true)
    {
        var (mayBeDone, end) = (false, default(long?));
        while (true)
        {
            try
            {
                return await call(mayBeDone);
            }
            catch (Exception rejection) when (IsPassing(rejection, isRepeatable) && Environment.TickCount64 < (end ??= Environment.TickCount64 + (long)Patience.TotalMilliseconds))
            {
                mayBeDone |= rejection is SiloUnavailableException;
                await Task.Delay(Pause);
            }
        }
    }

    /// <summary>
    /// Whether it is over in a moment and nothing was done: a run that has moved has recorded nothing where it was asked, and what found no connection
    /// was never sent.
    /// </summary>
    private static bool IsPassing(Exception failure, bool isRepeatable) =>
        failure is RunMovedException or ConnectionFailedException || (failure is OrleansMessageRejectionException && (isRepeatable || failure is not SiloUnavailableException));
}
