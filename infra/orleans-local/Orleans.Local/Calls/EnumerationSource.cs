using Orleans.Serialization.Cloning;

namespace Orleans.Runtime;

/// <summary>The grain's end of a sequence; it runs in the grain's turns.</summary>
internal sealed class EnumerationSource<T>(EnumerationCall<T> call) : IDisposable
{
    // Elements that are there without waiting travel together.
    private const int MaxBatch = 100;

    private readonly CancellationTokenSource _cancellation = new();
    private IAsyncEnumerator<T>? _enumerator;
    private Task<bool>? _ahead;
    private EnumerationStep<T>? _step;

    /// <summary>The activation that the sequence lives on, once its method was invoked.</summary>
    public Activation? Activation { get; private set; }

    public CancellationToken Token => _cancellation.Token;

    /// <summary>Cancels the token that the method sees.</summary>
    public void Cancel()
    {
        if (Activation is { } activation)
        {
            activation.Scheduler.Post(_cancellation.Cancel);
        }
        else
        {
            _cancellation.Cancel();
        }
    }

    public async Task<(List<T> Elements, bool Completed)> PullAsync(Activation activation, EnumerationStep<T> step)
    {
        if (_enumerator is null)
        {
            Activation = activation;
            activation.AddDependent(this);
            _enumerator = call.Invoke(activation.GrainInstance!).GetAsyncEnumerator(_cancellation.Token);
        }

        _step = step;
        List<T> elements = [];
        while (elements.Count < MaxBatch)
        {
            var next = _ahead ?? _enumerator.MoveNextAsync().AsTask();
            _ahead = null;
            if (elements.Count > 0 && !next.IsCompletedSuccessfully)
            {
                // What has to be waited for, or a failure, comes with the next step.
                _ahead = next;
                break;
            }

            if (!await next)
            {
                return (elements, true);
            }

            elements.Add(Copier<T>.Copy(_enumerator.Current));
        }

        _step = null;
        return (elements, false);
    }

    /// <summary>The caller has had enough.</summary>
    public async Task CloseAsync()
    {
        Cancel();
        if (Activation is { } activation)
        {
            var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            activation.Scheduler.Post(() => _ = CloseAsync(activation, closed));
            await closed.Task;
        }
    }

    /// <summary>The activation ends.</summary>
    public void Dispose()
    {
        _step?.Abort();
        _cancellation.Cancel();
        Activation?.RemoveDependent(this);
    }

    private async Task CloseAsync(Activation activation, TaskCompletionSource closed)
    {
        activation.RemoveDependent(this);
        try
        {
            if (_ahead is null && _step is null)
            {
                await _enumerator!.DisposeAsync();
            }
            else
            {
                // An iterator that waits cannot be disposed; it ends when it sees its token.
                _ahead?.GetAwaiter().OnCompleted(() => _ = _enumerator!.DisposeAsync().AsTask());
            }

            closed.SetResult();
        }
        catch (Exception exception)
        {
            closed.SetException(exception);
        }
    }
}
