namespace RayFlow.Grains.Recovery;

/// <summary>Ends a pause early. Whoever waits looks at everything after each pause, so that a nudge says that there is something, and not what.</summary>
internal sealed class Nudge(TimeProvider time)
{
    private TaskCompletionSource _given = New();

    public void Give() => Volatile.Read(ref _given).TrySetResult();

    /// <summary>Returns when a nudge has been given since the last wait, or after a time.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            await _given.Task.WaitAsync(atMost, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Then without one.
        }

        Volatile.Write(ref _given, New());
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
