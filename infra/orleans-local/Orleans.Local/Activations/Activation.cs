using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>A grain in memory: its instance, its queue, and the rule of one turn at a time.</summary>
/// <remarks>
/// All but the queue is touched only by tasks of <see cref="Scheduler"/>, which never run at the same time.
/// A request starts when nothing blocks it, and the first that may not interleave blocks the others until it ends.
/// </remarks>
internal sealed partial class Activation : MessageTarget, IGrainContext, ICallChainReentrantGrainContext
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _deactivated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<Guid, int> _reentrantSections = [];
    private AsyncServiceScope _scope;
    private Turn? _firstWaiting;
    private Turn? _lastWaiting;
    private bool _ended;
    private bool _pumpPosted;
    private bool _pumping;
    private int _running;
    private Turn? _blocking;

    public Activation(Silo silo, GrainClass grainClass, GrainId grainId)
    {
        Silo = silo;
        Class = grainClass;
        GrainId = grainId;
        Scheduler = new ActivationScheduler(this);
        LastUse = silo.Collector.Now;
    }

    public Silo Silo { get; }

    public GrainClass Class { get; }

    public GrainId GrainId { get; }

    public ActivationId ActivationId { get; } = ActivationId.NewId();

    public ActivationScheduler Scheduler { get; }

    public object? GrainInstance { get; private set; }

    public GrainReference GrainReference => field ??= Silo.Runtime.CreateReference(Class.PrimaryInterface, GrainId);

    public IServiceProvider ActivationServices => _scope.ServiceProvider;

    public StagedLifecycle Lifecycle { get; } = new();

    public Task Deactivated => _deactivated.Task;

    /// <summary>The filters that calls of this grain go through, or null.</summary>
    public IIncomingGrainCallFilter[]? Filters { get; private set; }

    /// <summary>The tick of the collector at which the grain was last used.</summary>
    public long LastUse { get; private set; }

    public bool IsIdle => State == ActivationState.Active && _running == 0 && Enumerating == 0 && _firstWaiting is null;

    IGrainLifecycle IGrainContext.ObservableLifecycle => Lifecycle;

    public override bool TryEnqueue(Turn turn)
    {
        lock (_gate)
        {
            if (_ended)
            {
                return false;
            }

            if (_lastWaiting is null)
            {
                _firstWaiting = turn;
            }
            else
            {
                _lastWaiting.NextWaiting = turn;
            }

            _lastWaiting = turn;
            if (_pumpPosted)
            {
                return true;
            }

            _pumpPosted = true;
        }

        Scheduler.Post(static state => ((Activation)state!).Pump(), this);
        return true;
    }

    /// <summary>A turn that <see cref="Turn.Run"/> started has ended. Another one may start.</summary>
    public void OnEnded(Turn turn)
    {
        Release(turn);
        Resume();
    }

    /// <summary>The first half of <see cref="OnEnded"/>: a caller who has its answer finds the grain idle.</summary>
    public void Release(Turn turn)
    {
        _running--;
        if (ReferenceEquals(_blocking, turn))
        {
            _blocking = null;
        }

        if (turn.KeepsAlive)
        {
            LastUse = Silo.Collector.Now;
        }
    }

    /// <summary>The second half of <see cref="OnEnded"/>.</summary>
    public void Resume()
    {
        if (!_pumping)
        {
            Pump();
        }
    }

    /// <summary>A request failed. A grain whose state is out of date is deactivated, so that the next request reads it anew.</summary>
    public void OnFailed(GrainCall call, Exception exception)
    {
        if (call.Method.OneWay)
        {
            Log.OneWayCallFailed(Silo.Logger, call, exception);
        }

        if (exception is InconsistentStateException { IsSourceActivation: true } inconsistent)
        {
            inconsistent.IsSourceActivation = false;
            Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationError, exception, "The grain's state is out of date."));
        }
    }

    public object? GetTarget() => GrainInstance;

    public object? GetComponent(Type componentType) => componentType.IsInstanceOfType(this) ? this
        : componentType.IsInstanceOfType(GrainInstance) ? GrainInstance
        : ActivationServices.GetService(componentType);

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    void ICallChainReentrantGrainContext.OnEnterReentrantSection(Guid reentrancyId) =>
        _reentrantSections[reentrancyId] = _reentrantSections.GetValueOrDefault(reentrancyId) + 1;

    void ICallChainReentrantGrainContext.OnExitReentrantSection(Guid reentrancyId)
    {
        if (--_reentrantSections[reentrancyId] == 0)
        {
            _reentrantSections.Remove(reentrancyId);
        }
    }

    public override string ToString() => $"{GrainId}{ActivationId}";

    private void Pump()
    {
        lock (_gate)
        {
            _pumpPosted = true;
        }

        _pumping = true;
        while (NextRunnable() is { } turn)
        {
            _running++;
            if (!turn.AlwaysInterleave && !Class.IsReentrant)
            {
                _blocking ??= turn;
            }

            // What the last turn left in the flow of this task is none of the next one's business.
            ExecutionContext.Restore(Silo.EmptyContext);
            RequestContext.Import(turn.Context);
            turn.Run(this);
        }

        _pumping = false;
        if (State == ActivationState.Deactivating && _running == 0)
        {
            FinishDeactivation();
        }
    }

    private Turn? NextRunnable()
    {
        lock (_gate)
        {
            Turn? previous = null;
            var turn = State == ActivationState.Active ? _firstWaiting : null;
            while (turn is not null)
            {
                var next = turn.NextWaiting;
                if (turn.IsObsolete)
                {
                    Unlink(previous, turn);
                }
                else if (MayRun(turn))
                {
                    Unlink(previous, turn);
                    return turn;
                }
                else
                {
                    previous = turn;
                }

                turn = next;
            }

            _pumpPosted = false;
            return null;
        }
    }

    private void Unlink(Turn? previous, Turn turn)
    {
        if (previous is null)
        {
            _firstWaiting = turn.NextWaiting;
        }
        else
        {
            previous.NextWaiting = turn.NextWaiting;
        }

        if (ReferenceEquals(_lastWaiting, turn))
        {
            _lastWaiting = previous;
        }

        turn.NextWaiting = null;
    }

    private bool MayRun(Turn turn) =>
        _running == 0
        || turn.AlwaysInterleave
        || _blocking is null
        || (_blocking.IsReadOnly && turn.IsReadOnly)
        || (_reentrantSections.Count > 0 && _reentrantSections.ContainsKey(RequestContext.ReentrancyIdOf(turn.Context)))
        || Class.MayInterleave(GrainInstance!, turn.Request)
        || Class.MayInterleave(GrainInstance!, _blocking.Request);
}
