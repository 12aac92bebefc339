namespace RayFlow.Storage.Grouping;

/// <summary>Room for a number of bytes, given in the order in which it is asked for. What is larger than all of it gets it when nobody else has any.</summary>
internal sealed class ByteBudget(long limit)
{
    private readonly Lock _gate = new();
    private readonly Queue<(long Bytes, TaskCompletionSource Granted)> _waiting = new();
    private long _taken;

    /// <summary>Takes room, waiting for it if need be.</summary>
    /// <exception cref="TimeoutException">There was none in time.</exception>
    /// <exception cref="OperationCanceledException">Nobody gets any more.</exception>
    public async ValueTask TakeAsync(long bytes, TimeSpan atMost, CancellationToken cancellationToken)
    {
        TaskCompletionSource granted;
        lock (_gate)
        {
            if (_waiting.Count == 0 && HasRoom(bytes))
            {
                _taken += bytes;
                return;
            }

            granted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue((bytes, granted));
        }

        try
        {
            await granted.Task.WaitAsync(atMost, cancellationToken);
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            // Room that was granted at this very moment is used.
            if (granted.TrySetCanceled(CancellationToken.None))
            {
                throw;
            }
        }
    }

    public void Return(long bytes)
    {
        lock (_gate)
        {
            _taken -= bytes;
            Grant();
        }
    }

    private bool HasRoom(long bytes) => _taken == 0 || bytes <= limit - _taken;

    private void Grant()
    {
        while (_waiting.TryPeek(out var next) && HasRoom(next.Bytes))
        {
            // One who has given up gets nothing.
            _waiting.Dequeue();
            _taken += next.Granted.TrySetResult() ? next.Bytes : 0;
        }
    }
}
