namespace Orleans.Runtime;

/// <summary>Asks the grain for the next elements of a sequence, at least one unless it has ended.</summary>
internal sealed class EnumerationStep<T> : Turn
{
    private readonly EnumerationCall<T> _call;
    private readonly EnumerationSource<T> _source;
    private readonly TaskCompletionSource<(List<T>, bool)> _promise = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public EnumerationStep(EnumerationCall<T> call, EnumerationSource<T> source)
    {
        _call = call;
        _source = source;
        Context = call.Context;
    }

    public override bool AlwaysInterleave => true;

    /// <summary>Elements, and whether they are the last.</summary>
    public Task<(List<T> Elements, bool Completed)> Send()
    {
        if (_source.Activation is null)
        {
            _call.Target.Runtime.Send(_call.Target, this);
        }
        else if (!_source.Activation.TryEnqueue(this))
        {
            Abort();
        }

        return _promise.Task;
    }

    public override void Run(Activation activation)
    {
        _ = RunAsync(activation);

        // The wait for the next element is no reason to keep a grain from being deactivated.
        activation.OnEnded(this);
    }

    public override void OnNotRun(Exception? failure)
    {
        if (failure is not null)
        {
            _promise.TrySetException(failure);
        }
        else if (_source.Activation is null)
        {
            _call.Target.Runtime.Send(_call.Target, this);
        }
        else
        {
            Abort();
        }
    }

    /// <summary>The grain was deactivated.</summary>
    public void Abort() => _promise.TrySetException(new EnumerationAbortedException($"{_call.Target.GrainId} was deactivated before the enumeration ended."));

    private async Task RunAsync(Activation activation)
    {
        activation.Enumerating++;
        try
        {
            _promise.TrySetResult(await _source.PullAsync(activation, this));
        }
        catch (Exception exception)
        {
            _promise.TrySetException(exception);
        }

        activation.Enumerating--;
    }
}
