using RayFlow.Simulation.Scheduling;

namespace RayFlow.Simulation.Cluster;

/// <summary>
/// An activation as Orleans has them: comes to be when somebody calls, serves interleaving calls at once and the others one by one, leaves when
/// nothing it serves is left; what comes while it leaves waits, and goes to the next activation.
/// </summary>
internal abstract class SimGrain
{
    private static readonly TimeSpan CollectedAfter = TimeSpan.FromSeconds(60);

    private readonly Queue<GrainCall> _waiting = new();
    private GrainCall? _blocking;
    private TimeSpan _keepUntil;
    private bool _isActivated;
    private bool _isLeaving;
    private bool _isDeactivating;
    private int _running;

    protected SimGrain(SimSilo silo, string key)
    {
        (Silo, Key) = (silo, key);
        Turns = new Turns(silo.Simulator, silo.Process);
        Keep(CollectedAfter);
    }

    /// <summary>What it is found by in the whole cluster.</summary>
    public string Key { get; }

    /// <summary>Where it is.</summary>
    public SimSilo Silo { get; }

    /// <summary>Its turns.</summary>
    public Turns Turns { get; }

    /// <summary>Whether it has left memory.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Since when it has been leaving; null: it is not.</summary>
    public TimeSpan? LeavingSince { get; private set; }

    /// <summary>Makes it ready for calls.</summary>
    public void Activate() => Turns.Run(async () =>
    {
        try
        {
            await OnActivateAsync();
            _isActivated = true;
            Look();
            Collect();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            Silo.Trace.Add($"{Key} cannot be activated: {failure.Message}");
            Left();
            while (_waiting.TryDequeue(out var call))
            {
                call.Fail(failure);
            }
        }
    });

    /// <summary>Takes a call.</summary>
    public void Receive(GrainCall call) => Turns.Post(() =>
    {
        if (IsGone)
        {
            Silo.Cluster.Forward(call, Silo);
            return;
        }

        _waiting.Enqueue(call);
        Look();
    });

    /// <summary>Leaves as soon as nothing is being served.</summary>
    public void DeactivateOnIdle()
    {
        if (!_isLeaving)
        {
            _isLeaving = true;
            LeavingSince = Silo.Simulator.Now;
            Turns.Post(Look);
        }
    }

    /// <summary>Is not collected for a time, although nobody calls.</summary>
    protected void Keep(TimeSpan time) => _keepUntil = Silo.Simulator.Now + time;

    protected virtual Task OnActivateAsync() => Task.CompletedTask;

    protected virtual Task OnDeactivateAsync() => Task.CompletedTask;

    private void Look()
    {
        if (IsGone || !_isActivated)
        {
            return;
        }

        if (_isLeaving)
        {
            if (_running == 0 && !_isDeactivating)
            {
                _isDeactivating = true;
                Turns.Run(DeactivateAsync);
            }

            return;
        }

        for (var left = _waiting.Count; left > 0; left--)
        {
            var call = _waiting.Dequeue();
            if (!call.Interleaves && _blocking is not null)
            {
                _waiting.Enqueue(call);
                continue;
            }

            _ = ServeAsync(call);
            if (_isLeaving)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(GrainCall call)
    {
        if (call.IsExpired(Silo.Simulator.Now))
        {
            return; // its caller has given up long ago
        }

        _running++;
        if (!call.Interleaves)
        {
            _blocking = call;
        }

        try
        {
            call.Complete(await call.Run(this));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            call.Fail(failure);
        }

        _running--;
        if (_blocking == call)
        {
            _blocking = null;
        }

        if (_waiting.Count > 0 || _isLeaving)
        {
            Turns.Post(Look);
        }
    }

    private async Task DeactivateAsync()
    {
        await OnDeactivateAsync();
        NoteLeave();
        Left();
        while (_waiting.TryDequeue(out var call))
        {
            Silo.Cluster.Forward(call, Silo);
        }
    }

    private void NoteLeave()
    {
        var took = Silo.Simulator.Now - LeavingSince!.Value;
        if (this is RunGrain && took > Silo.Cluster.SlowestLeave.Time && !Silo.Process.WasFrozen)
        {
            Silo.Cluster.SlowestLeave = (took, Key);
        }
    }

    private void Left()
    {
        IsGone = true;
        Silo.Remove(this);
    }

    /// <summary>Leaves when nobody has called for long.</summary>
    private void Collect()
    {
        if (IsGone)
        {
            return;
        }

        var left = _keepUntil - Silo.Simulator.Now;
        if (left <= TimeSpan.Zero && _running == 0)
        {
            DeactivateOnIdle();
            return;
        }

        Silo.Simulator.After(left > TimeSpan.FromSeconds(5) ? left : TimeSpan.FromSeconds(5), Silo.Process, () => Turns.Post(Collect));
    }
}
