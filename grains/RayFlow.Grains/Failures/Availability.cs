using RayFlow.GrainInterfaces.Failures;
using RayFlow.Storage;

namespace RayFlow.Grains.Failures;

/// <summary>Turns a database that is away into the refusal that callers know.</summary>
internal static class Availability
{
    /// <summary>Refuses at once while the database is known to be away.</summary>
    /// <exception cref="GrainInterfaces.Failures.StorageUnavailableException">It is.</exception>
    public static void ThrowIfUnavailable(this StorageHealth health)
    {
        if (!health.IsAvailable)
        {
            throw new GrainInterfaces.Failures.StorageUnavailableException($"The database is away: {health.Reason} Nothing was accepted; try again in a moment.");
        }
    }

    /// <summary>Waits for a commit, at most a while. Who waits goes on in the turns that it waits in: <see cref="Task.WaitAsync(TimeSpan)"/> would go by way of the thread pool.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="patience">How long.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up the wait, and not the commit.</param>
    /// <exception cref="GrainInterfaces.Failures.StorageUnavailableException">The commit did not come in time.</exception>
    public static Task ConfirmedAsync(this Task commit, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        if (commit.IsCompleted)
        {
            return commit;
        }

        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var alarm = time.CreateTimer(
            static first => ((TaskCompletionSource)first!).TrySetException(new GrainInterfaces.Failures.StorageUnavailableException(
                "The database did not confirm in time. The request is recorded if it comes back; repeat it with the same run id or idempotency key to see.")),
            first,
            patience,
            Timeout.InfiniteTimeSpan);
        var given = cancellationToken.UnsafeRegister(static (first, token) => ((TaskCompletionSource)first!).TrySetCanceled(token), first);
        _ = ForwardAsync(commit, first, alarm, given);
        return first.Task;
    }

    private static async Task ForwardAsync(Task commit, TaskCompletionSource first, ITimer alarm, CancellationTokenRegistration given)
    {
        try
        {
            await commit;
            first.TrySetResult();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            first.TrySetException(failure);
        }

        await alarm.DisposeAsync();
        await given.DisposeAsync();
    }
}
