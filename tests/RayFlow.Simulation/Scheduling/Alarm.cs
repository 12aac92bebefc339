namespace RayFlow.Simulation.Scheduling;

/// <summary>A timer in virtual time.</summary>
internal sealed class Alarm(Simulator simulator, SimProcess? process, TimerCallback callback, object? state) : ITimer
{
    private TimeSpan _period = Timeout.InfiniteTimeSpan;

    /// <summary>The process that it ends with; null: none.</summary>
    public SimProcess? Process => process;

    /// <summary>Its last setting: an older one that is still queued is stale.</summary>
    public long Setting { get; private set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        _period = period;
        Setting++;
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            simulator.Arm(this, dueTime);
        }

        return true;
    }

    /// <summary>It is due.</summary>
    public void Fire()
    {
        if (process is { IsDead: true })
        {
            return;
        }

        if (process is { IsFrozen: true })
        {
            process.Park(this);
            return;
        }

        if (_period > TimeSpan.Zero)
        {
            simulator.Arm(this, _period);
        }

        callback(state);
    }

    public void Dispose() => Setting++;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
