namespace RayFlow.Grains.Recovery;

/// <summary>Ends a pause early. Whoever waits looks at everything after each pause, so that a nudge says that there is something, and not what.</summary>
internal sealed class Nudge(TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private TaskCompletionSource _given = New();

    public void Give() => Volatile.Read(ref _given).TrySetResult();

    /// <summary>Returns when a nudge has been given since the last wait, or after a time.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            // A wait counts whole milliseconds: a part of one would be none, and whoever waits would turn until the clock has moved.
            await _given.Task.WaitAsync(atMost < Shortest ? Shortest : atMost, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Then without one.
        }

        Volatile.Write(ref _given, New());
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
