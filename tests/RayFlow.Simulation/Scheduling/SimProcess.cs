namespace RayFlow.Simulation.Scheduling;

/// <summary>A process of the simulated cluster: whatever belongs to it stands still with it and ends with it.</summary>
/// <param name="name">What the trace calls it.</param>
internal sealed class SimProcess(string name)
{
    private readonly List<Turns> _parkedTurns = [];
    private readonly List<Alarm> _parkedAlarms = [];

    /// <summary>What the trace calls it.</summary>
    public string Name => name;

    /// <summary>Whether it has ended, without a word to anybody.</summary>
    public bool IsDead { get; private set; }

    /// <summary>Whether it stands still, as after SIGSTOP.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>Whether it ever stood still.</summary>
    public bool WasFrozen { get; private set; }

    /// <summary>Ends it at once.</summary>
    public void Kill()
    {
        IsDead = true;
        _parkedTurns.Clear();
        _parkedAlarms.Clear();
    }

    /// <summary>Stops it until <see cref="Thaw"/>.</summary>
    public void Freeze() => IsFrozen = WasFrozen = true;

    /// <summary>Lets it go on: what became due meanwhile is due now.</summary>
    public void Thaw(Simulator simulator)
    {
        IsFrozen = false;
        var (turns, alarms) = (_parkedTurns.ToArray(), _parkedAlarms.ToArray());
        _parkedTurns.Clear();
        _parkedAlarms.Clear();
        foreach (var parked in turns)
        {
            simulator.Ready(parked);
        }

        foreach (var alarm in alarms)
        {
            alarm.Fire();
        }
    }

    /// <summary>Keeps what cannot run while it stands still.</summary>
    public void Park(Turns turns) => _parkedTurns.Add(turns);

    /// <summary>Keeps what has become due while it stands still.</summary>
    public void Park(Alarm alarm) => _parkedAlarms.Add(alarm);
}
