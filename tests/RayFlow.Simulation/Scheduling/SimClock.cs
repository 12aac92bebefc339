namespace RayFlow.Simulation.Scheduling;

/// <summary>
/// The clock of a process. Its date may be wrong and may jump; what it measures with (<see cref="GetTimestamp"/> and its timers) goes on steadily,
/// also while the process stands still.
/// </summary>
internal sealed class SimClock(Simulator simulator, SimProcess? process) : TimeProvider
{
    /// <summary>When every simulation begins, UTC.</summary>
    public static readonly DateTimeOffset Epoch = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>By how much its date is wrong.</summary>
    public TimeSpan Skew { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => Epoch + simulator.Now + Skew;

    public override long GetTimestamp() => simulator.Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(simulator, process, callback, state);
        alarm.Change(dueTime, period);
        return alarm;
    }
}
