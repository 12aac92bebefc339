namespace RayFlow.Grains.Recovery;

/// <summary>Ends a pause early. Whoever waits looks at everything after each pause, so that a nudge says that there is something, and not what.</summary>
/// <remarks>One waits at a time, and goes on in the turns that it waits in: <see cref="Task.WaitAsync(TimeSpan)"/> would go by way of the thread pool.</remarks>
internal sealed class Nudge(TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private TaskCompletionSource _given = New();

    public void Give() => Volatile.Read(ref _given).TrySetResult();

    /// <summary>Returns when a nudge has been given since the last wait, or after a time.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        var given = Volatile.Read(ref _given);

        // A timer counts whole milliseconds: a part of one would be none, and whoever waits would turn until the clock has moved.
        using (time.CreateTimer(static given => Give(given), given, atMost < Shortest ? Shortest : atMost, Timeout.InfiniteTimeSpan))
        using (cancellationToken.UnsafeRegister(static given => Give(given), given))
        {
            await given.Task;
        }

        Volatile.Write(ref _given, New());
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static void Give(object? given) => ((TaskCompletionSource)given!).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
