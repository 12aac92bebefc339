using System.Diagnostics;
using System.Reflection;
using Orleans.Diagnostics;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A request on its way: where it goes, what it carries, and the promise to its caller.</summary>
/// <remarks>The class that holds the arguments of a method is emitted together with the proxy; see <see cref="ProxyEmitter"/>.</remarks>
internal abstract class GrainCall(GrainMethod method) : Turn, IInvokable
{
    private Activity? _activity;
    private CancellationTokenRegistration _callerCancellation;
    private CancellationTokenSource? _calleeCancellation;

    public GrainMethod Method { get; } = method;

    public GrainReference Target { get; private set; } = null!;

    public IGrainContext? Source { get; private set; }

    public TimeSpan Timeout { get; private set; }

    /// <summary>In milliseconds of <see cref="Environment.TickCount64"/>.</summary>
    public long Deadline { get; private set; }

    /// <summary>The activation that runs it, once one does.</summary>
    public Activation? Activation { get; protected set; }

    /// <summary>Where it is in <see cref="PendingCalls"/>.</summary>
    public PendingCalls.Place Pending;

    public override bool AlwaysInterleave => Method.AlwaysInterleave;

    public override bool IsReadOnly => Method.ReadOnly;

    public override IInvokable Request => this;

    public virtual bool IsCancellable => false;

    /// <summary>Gives the caller a failure; false if it had its answer.</summary>
    public abstract bool TryFail(Exception exception);

    public override void OnNotRun(Exception? failure)
    {
        if (failure is null)
        {
            Target.Runtime.Send(Target, this);
        }
        else
        {
            TryFail(failure);
        }
    }

    public void OnTimeout()
    {
        if (TryFail(new TimeoutException($"Response did not arrive on time in {Timeout} for message: {this}. ")) && Target.Runtime.Options.CancelRequestOnTimeout)
        {
            CancelCallee();
        }
    }

    public virtual int GetArgumentCount() => Method.ParameterCount;

    public virtual object? GetArgument(int index) => throw new ArgumentOutOfRangeException(nameof(index));

    public virtual void SetArgument(int index, object value) => throw new ArgumentOutOfRangeException(nameof(index));

    public virtual CancellationToken GetCancellationToken() => default;

    public object? GetTarget() => Activation?.GrainInstance;

    public string GetMethodName() => Method.Method.Name;

    public string GetInterfaceName() => Method.Interface.FullName!;

    public string GetActivityName() => Method.ActivityName;

    public Type GetInterfaceType() => Method.Interface;

    public MethodInfo GetMethod() => Method.Method;

    public TimeSpan? GetDefaultResponseTimeout() => Method.ResponseTimeout;

    public bool TryCancel()
    {
        _calleeCancellation?.Cancel();
        return _calleeCancellation is not null;
    }

    public void Dispose()
    {
    }

    public override string ToString() => $"Request [{(Source is null ? "client" : Source.GrainId.ToString())} -> {Target.GrainId}] {Method}";

    /// <summary>Whether any argument has to be copied.</summary>
    protected virtual bool CopiesArguments => false;

    /// <summary>Replaces the arguments by copies.</summary>
    protected virtual void CopyArguments(CopyContext context)
    {
    }

    /// <summary>Replaces the caller's token by the one that the callee sees.</summary>
    protected virtual void SetCancellationToken(CancellationToken token)
    {
    }

    /// <summary>Fills in who calls whom, with copies of the arguments.</summary>
    protected void Address(GrainReference target)
    {
        GetCancellationToken().ThrowIfCancellationRequested();
        Target = target;
        Source = RuntimeContext.Current;
        Context = RequestContext.Export();
        if (CopiesArguments)
        {
            var context = CopyContext.Rent();
            CopyArguments(context);
            context.Return();
        }
    }

    protected void Dispatch(GrainReference target)
    {
        Address(target);
        var runtime = target.Runtime;
        var token = GetCancellationToken();
        if (runtime.PropagatesActivities)
        {
            var context = Context;
            _activity = CallActivities.StartClient(this, ref context);
            Context = context;
        }

        Timeout = Method.ResponseTimeout ?? runtime.ResponseTimeout;
        Deadline = Timeout < TimeSpan.Zero ? long.MaxValue : Environment.TickCount64 + (long)Timeout.TotalMilliseconds;
        if (!Method.OneWay)
        {
            runtime.Pending.Enter(this);
        }

        if (token.CanBeCanceled || (IsCancellable && runtime.Options.CancelRequestOnTimeout))
        {
            LinkCancellation(token);
        }

        runtime.Send(target, this);
    }

    /// <summary>Called before the caller gets its answer.</summary>
    protected void StopActivity(Exception? failure)
    {
        if (_activity is not null)
        {
            CallActivities.Stop(_activity, failure);
        }
    }

    /// <summary>Called once, by whoever gave the caller its answer.</summary>
    protected void OnSettled()
    {
        Pending.Leave(this);
        if (IsCancellable)
        {
            _callerCancellation.Unregister();
        }
    }

    private void LinkCancellation(CancellationToken token)
    {
        _calleeCancellation = new CancellationTokenSource();
        SetCancellationToken(_calleeCancellation.Token);
        _callerCancellation = token.UnsafeRegister(static (state, token) => ((GrainCall)state!).OnCancelled(token), this);
    }

    private void OnCancelled(CancellationToken token)
    {
        // The caller does not wait for the callee's reaction unless it is configured to.
        if (Target.Runtime.Options.WaitForCancellationAcknowledgement || TryFail(new OperationCanceledException(token)))
        {
            CancelCallee();
        }
    }

    private void CancelCallee()
    {
        if (_calleeCancellation is not { } source)
        {
            return;
        }

        // What the callee registered on its token runs in its turns.
        if (Activation is { } activation)
        {
            activation.Scheduler.Post(source.Cancel);
        }
        else
        {
            source.Cancel();
        }
    }
}
