using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Runtime;

internal sealed partial class Activation
{
    private readonly HashSet<IDisposable> _dependents = [];
    private DeactivationReason _reason;
    private CancellationToken _hurry;
    private bool _finishing;

    public ActivationState State { get; private set; } = ActivationState.Activating;

    /// <summary>The tick of the collector before which the grain is not collected.</summary>
    public long KeepUntil { get; private set; }

    /// <summary>Activates the grain. Requests may be in the queue before.</summary>
    public void Start()
    {
        lock (_gate)
        {
            // No pump before the grain is active.
            _pumpPosted = true;
        }

        Scheduler.Post(static state => ((Activation)state!).BeginActivation(), this);
    }

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        if (ReferenceEquals(RuntimeContext.Current, this))
        {
            BeginDeactivation(deactivationReason, cancellationToken);
        }
        else
        {
            Scheduler.Post(() => BeginDeactivation(deactivationReason, cancellationToken));
        }
    }

    public void DelayDeactivation(TimeSpan time) => KeepUntil = time <= TimeSpan.Zero
        ? 0
        : Silo.Collector.TickAfter(time);

    /// <summary>How many enumerations wait for the grain's next element.</summary>
    public int Enumerating { get; set; }

    /// <summary>What ends with the activation: timers, enumerations.</summary>
    public void AddDependent(IDisposable dependent) => _dependents.Add(dependent);

    public void RemoveDependent(IDisposable dependent) => _dependents.Remove(dependent);

    /// <summary>Ends the activation as if its process had died: no turn of the grain starts any more, and nobody is told.</summary>
    public void Abandon()
    {
        Scheduler.Stop();
        Silo.Remove(this);
        var waiting = Close();
        _deactivated.TrySetResult();
        SendOn(waiting, null);
    }

    private void BeginActivation()
    {
        ExecutionContext.Restore(Silo.EmptyContext);
        _ = ActivateAsync();
    }

    private async Task ActivateAsync()
    {
        using var timeout = new CancellationTokenSource(Silo.CollectionOptions.ActivationTimeout);
        try
        {
            _scope = Silo.Services.CreateAsyncScope();
            GrainInstance = Class.Construct(this);
            Filters = Silo.FiltersOf(GrainInstance);
            if (GrainInstance is IGrainBase grain)
            {
                Lifecycle.Subscribe(nameof(IGrainBase), GrainLifecycleStage.Activate, grain.OnActivateAsync, token => grain.OnDeactivateAsync(_reason, token));
            }

            await Lifecycle.OnStart(timeout.Token).WaitAsync(timeout.Token);
        }
        catch (Exception exception)
        {
            Log.ActivationFailed(Silo.Logger, GrainId, exception);
            State = ActivationState.Deactivating;
            _finishing = true;
            await EndAsync(exception);
            return;
        }

        if (State == ActivationState.Activating)
        {
            State = ActivationState.Active;
        }

        Pump();
    }

    private void BeginDeactivation(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (State is ActivationState.Deactivating or ActivationState.Ended)
        {
            return;
        }

        var wasActive = State == ActivationState.Active;
        State = ActivationState.Deactivating;
        _reason = reason;
        _hurry = cancellationToken;
        DisposeDependents();

        // While the grain is being activated, the end of that comes first.
        if (wasActive && _running == 0)
        {
            FinishDeactivation();
        }
    }

    private void FinishDeactivation()
    {
        if (!_finishing)
        {
            _finishing = true;
            ExecutionContext.Restore(Silo.EmptyContext);
            _ = DeactivateAsync();
        }
    }

    private async Task DeactivateAsync()
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_hurry);
        timeout.CancelAfter(Silo.CollectionOptions.DeactivationTimeout);
        try
        {
            await Lifecycle.OnStop(timeout.Token).WaitAsync(timeout.Token);
        }
        catch (Exception exception)
        {
            // A grain that cannot say goodbye goes all the same.
            Log.DeactivationFailed(Silo.Logger, GrainId, exception);
        }

        await EndAsync(null);
    }

    private async Task EndAsync(Exception? failure)
    {
        DisposeDependents();
        Silo.Remove(this);
        var waiting = Close();
        State = ActivationState.Ended;
        try
        {
            await DisposeInstanceAsync();
        }
        catch (Exception exception)
        {
            Log.DeactivationFailed(Silo.Logger, GrainId, exception);
        }

        GrainInstance = null;
        _deactivated.TrySetResult();
        SendOn(waiting, failure);
    }

    /// <summary>Takes no more turns; the answer is the first of those that wait.</summary>
    private Turn? Close()
    {
        lock (_gate)
        {
            var waiting = _firstWaiting;
            _ended = true;
            _firstWaiting = null;
            _lastWaiting = null;
            return waiting;
        }
    }

    private static void SendOn(Turn? waiting, Exception? failure)
    {
        for (var turn = waiting; turn is not null; turn = waiting)
        {
            waiting = turn.NextWaiting;
            turn.NextWaiting = null;
            turn.OnNotRun(failure);
        }
    }

    private async Task DisposeInstanceAsync()
    {
        if (GrainInstance is IAsyncDisposable asyncDisposable)
        {
            await asyncDisposable.DisposeAsync();
        }
        else if (GrainInstance is IDisposable disposable)
        {
            disposable.Dispose();
        }

        await _scope.DisposeAsync();
    }

    private void DisposeDependents()
    {
        foreach (var dependent in _dependents.ToArray())
        {
            dependent.Dispose();
        }
    }
}
