using System.Diagnostics;
using Orleans.Diagnostics;

namespace Orleans.Runtime;

/// <summary>A call that answers its caller once; <typeparamref name="TResult"/> is <see cref="Nothing"/> for methods without a result.</summary>
internal abstract class PromisedCall<TResult>(GrainMethod method) : GrainCall(method)
{
    // Asynchronously, because the caller's code must not run inside the callee's turn.
    private readonly TaskCompletionSource<TResult> _promise = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _running;
    private Activity? _activity;

    public sealed override bool IsObsolete => _promise.Task.IsCompleted && !Method.OneWay;

    /// <summary>Sends the call; the task is the caller's.</summary>
    public Task<TResult> Send(GrainReference target)
    {
        if (Method.OneWay)
        {
            // There is nobody to answer, so it is settled at once; it runs all the same.
            _promise.SetResult(default!);
        }

        Dispatch(target);
        return _promise.Task;
    }

    public sealed override bool TryFail(Exception exception)
    {
        StopActivity(exception);
        if (!_promise.TrySetException(exception))
        {
            return false;
        }

        OnSettled();
        return true;
    }

    public sealed override void Run(Activation activation)
    {
        Activation = activation;
        _activity = activation.Silo.Runtime.PropagatesActivities ? CallActivities.StartServer(this) : null;
        try
        {
            _running = activation.Filters is { Length: > 0 } filters
                ? new FilteredCall<TResult>(this, activation, filters).RunAsync()
                : Invoke(activation.GrainInstance!) ?? throw new InvalidOperationException($"{Method} returned null instead of a task.");
        }
        catch (Exception exception)
        {
            End(exception);
            return;
        }

        if (_running.IsCompleted)
        {
            End();
        }
        else
        {
            // Captures the activation's scheduler, so that the end is a turn as well.
            _running.GetAwaiter().UnsafeOnCompleted(End);
        }
    }

    /// <summary>Invokes the method on the grain.</summary>
    public abstract Task Invoke(object target);

    /// <summary>Takes the result out of the completed task of the method, or throws its exception.</summary>
    public abstract TResult ResultOf(Task task);

    /// <summary>A copy that caller and callee do not share.</summary>
    protected abstract TResult Copy(TResult result);

    private void End()
    {
        TResult result;
        try
        {
            result = ResultOf(_running!);
            if (!IsObsolete)
            {
                result = Copy(result);
            }
        }
        catch (Exception exception)
        {
            End(exception);
            return;
        }

        Activation!.Release(this);
        StopCalleesActivity(null);
        StopActivity(null);
        if (_promise.TrySetResult(result))
        {
            OnSettled();
        }

        Activation.Resume();
    }

    private void End(Exception exception)
    {
        Activation!.OnFailed(this, exception);
        Activation.Release(this);
        StopCalleesActivity(exception);
        TryFail(exception);
        Activation.Resume();
    }

    private void StopCalleesActivity(Exception? failure)
    {
        if (_activity is not null)
        {
            CallActivities.Stop(_activity, failure);
        }
    }
}
