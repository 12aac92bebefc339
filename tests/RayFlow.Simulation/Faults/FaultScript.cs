using RayFlow.Simulation.Cluster;
using RayFlow.Simulation.Scheduling;

namespace RayFlow.Simulation.Faults;

/// <summary>What goes wrong in a seed, and when; after the last of it everything works again.</summary>
internal sealed class FaultScript
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly SimCluster _cluster;
    private readonly Chance _chance;
    private readonly SiloFaults _silos;
    private readonly ConnectionFaults _connections;
    private readonly RunFaults _runs;
    private readonly List<string> _names = [];
    private long? _crashAtStep;

    public FaultScript(SimCluster cluster, Chance chance)
    {
        (_cluster, _chance) = (cluster, chance);
        _silos = new SiloFaults(cluster, chance);
        _connections = new ConnectionFaults(cluster, chance, _silos);
        _runs = new RunFaults(cluster, chance, _silos);
        cluster.Simulator.BeforeStep = step =>
        {
            if (step == _crashAtStep)
            {
                _silos.CrashAndRestart();
            }
        };
    }

    /// <summary>What goes wrong, in words.</summary>
    public string Description => _names.Count == 0 ? "nothing goes wrong" : string.Join(", ", _names);

    /// <summary>When everything works again.</summary>
    public TimeSpan Over { get; private set; } = TimeSpan.Zero;

    /// <summary>Draws what goes wrong.</summary>
    /// <param name="within">When faults begin at the latest.</param>
    public void Draw(TimeSpan within)
    {
        (string Name, Action<TimeSpan> Fault)[] all =
        [
            ("crash", _ => _silos.CrashAndRestart()),
            ("crash", _ => _silos.CrashAndRestart()),
            ("freeze", _silos.Freeze),
            ("freeze", _silos.Freeze),
            ("freeze", _silos.Freeze),
            ("silo given up", _ => _silos.GiveUpSilo()),
            ("silo stopped", _ => _silos.StopSilo()),
            ("clock jump", _ => _silos.JumpClock()),
            ("activations dropped", _ => _silos.DropActivations()),
            ("directory wrong", _silos.MisleadDirectory),
            ("members unknown", _silos.KeepFromNews),
            ("cut", _connections.Cut),
            ("database cut off", _connections.CutFromDatabase),
            ("database away", _connections.TakeDatabaseAway),
            ("unanswered writes", _connections.LeaveWritesUnanswered),
            ("slow network", _connections.SlowNetwork),
            ("slow database", _connections.SlowDatabase),
            ("retention", _ => _runs.DeleteEnded()),
            ("retention at a retry", _runs.DeleteWhileRetried),
            ("failover", _ => _runs.LoseCommits()),
            ("poison", _ => _runs.PoisonRun()),
            ("damaged journals", _ => _runs.DamageRuns()),
        ];
        if (_chance.In(0.3))
        {
            _crashAtStep = _chance.Below(400);
            _names.Add("crash at a step");
        }

        for (var count = _chance.Below(5); count > 0; count--)
        {
            var (name, fault) = _chance.Of(all);
            var (at, lasting) = (_chance.Between(TimeSpan.Zero, within), _chance.Between(TimeSpan.FromSeconds(0.5), Longest));
            _names.Add(name);
            Over = Over > at + lasting ? Over : at + lasting;
            _cluster.Simulator.After(at, null, () => fault(lasting));
        }

        Over += TimeSpan.FromSeconds(1);
        _cluster.Simulator.After(Over, null, Recover);
    }

    private void Recover()
    {
        _cluster.Simulator.Trace.Add($"faults are over");
        _cluster.Network.Heal();
        (_cluster.Network.Latency, _cluster.Network.Delay, _cluster.Network.Loss) = (TimeSpan.FromMilliseconds(1), 0, 0);
        var weather = _cluster.Database.Weather;
        (weather.IsAway, weather.Unanswered, weather.Latency) = (false, 0, TimeSpan.FromMilliseconds(1));
        weather.CutOff.Clear();
        foreach (var silo in _cluster.Running.Where(silo => silo.Process.IsFrozen))
        {
            silo.Process.Thaw(_cluster.Simulator);
        }
    }
}
