using RayFlow.GrainInterfaces.Runs;
using RayFlow.Simulation.Cluster;
using RayFlow.Simulation.Databases;
using RayFlow.Simulation.Scheduling;

namespace RayFlow.Simulation.Faults;

/// <summary>What goes wrong in a seed, and when; after the last of it everything works again.</summary>
internal sealed class FaultScript
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly SimCluster _cluster;
    private readonly Chance _chance;
    private readonly List<string> _names = [];
    private long? _crashAtStep;

    public FaultScript(SimCluster cluster, Chance chance)
    {
        (_cluster, _chance) = (cluster, chance);
        cluster.Simulator.BeforeStep = step =>
        {
            if (step == _crashAtStep)
            {
                CrashAndRestart();
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
            ("crash", _ => CrashAndRestart()),
            ("crash", _ => CrashAndRestart()),
            ("freeze", Freeze),
            ("freeze", Freeze),
            ("cut", Cut),
            ("database cut off", CutFromDatabase),
            ("database away", TakeDatabaseAway),
            ("unanswered writes", LeaveWritesUnanswered),
            ("slow network", SlowNetwork),
            ("slow database", SlowDatabase),
            ("clock jump", _ => JumpClock()),
            ("activations dropped", _ => DropActivations()),
            ("directory wrong", MisleadDirectory),
            ("silo given up", _ => GiveUpSilo()),
            ("silo stopped", _ => StopSilo()),
            ("retention", _ => DeleteEnded()),
            ("failover", _ => LoseCommits()),
            ("poison", _ => PoisonRun()),
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

    private SimSilo? Some() => _cluster.Running is { Count: > 0 } running ? _chance.Of(running) : null;

    private void CrashAndRestart()
    {
        if (Some() is { } silo)
        {
            Trouble(TimeSpan.FromSeconds(12));
            _cluster.Crash(silo);
            _cluster.Simulator.After(_chance.Between(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(12)), null, () => _cluster.Start(silo.Number));
        }
    }

    private void Freeze(TimeSpan lasting)
    {
        if (Some() is not { Process.IsFrozen: false } silo)
        {
            return;
        }

        Trouble(lasting + TimeSpan.FromSeconds(10));
        _cluster.Simulator.Trace.Add($"{silo.Name} freezes for {lasting.TotalSeconds:F1} s");
        silo.Process.Freeze();
        if (lasting > _chance.Between(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(9)))
        {
            _cluster.Simulator.After(TimeSpan.FromSeconds(7), null, () => Replace(silo));
        }

        _cluster.Simulator.After(lasting, null, () => Thaw(silo));
    }

    private void Thaw(SimSilo silo)
    {
        if (silo.Process is { IsDead: false, IsFrozen: true })
        {
            _cluster.Simulator.Trace.Add($"{silo.Name} thaws");
            silo.Process.Thaw(_cluster.Simulator);
        }
    }

    private void Cut(TimeSpan lasting)
    {
        var side = _cluster.Running.Where(_ => _chance.In(0.5)).ToHashSet();
        Trouble(lasting + TimeSpan.FromSeconds(35));
        _cluster.Simulator.Trace.Add($"{string.Join(' ', side.Select(silo => silo.Name))} are cut off for {lasting.TotalSeconds:F1} s");
        _cluster.Network.Cut(side);
        _cluster.Simulator.After(lasting, null, _cluster.Network.Heal);
        if (side.Count > 0 && _chance.In(0.5))
        {
            var silo = _chance.Of(side.OrderBy(silo => silo.Number).ToList());
            _cluster.Simulator.After(_chance.Between(TimeSpan.Zero, lasting), null, () => Replace(silo));
        }
    }

    private void CutFromDatabase(TimeSpan lasting)
    {
        if (Some() is { } silo)
        {
            Trouble(lasting + TimeSpan.FromSeconds(5));
            _cluster.Simulator.Trace.Add($"{silo.Name} is cut off from the database for {lasting.TotalSeconds:F1} s");
            _cluster.Database.Weather.CutOff.Add(silo.Process);
            _cluster.Simulator.After(lasting, null, () => _cluster.Database.Weather.CutOff.Remove(silo.Process));
        }
    }

    private void TakeDatabaseAway(TimeSpan lasting)
    {
        Trouble(lasting + TimeSpan.FromSeconds(5));
        _cluster.Simulator.Trace.Add($"the database is away for {lasting.TotalSeconds:F1} s");
        _cluster.Database.Weather.IsAway = true;
        _cluster.Simulator.After(lasting, null, () => _cluster.Database.Weather.IsAway = false);
    }

    private void LeaveWritesUnanswered(TimeSpan lasting)
    {
        Trouble(lasting + TimeSpan.FromSeconds(5));
        _cluster.Simulator.Trace.Add($"writes are not answered, some of them, for {lasting.TotalSeconds:F1} s");
        _cluster.Database.Weather.Unanswered = 0.2;
        _cluster.Simulator.After(lasting, null, () => _cluster.Database.Weather.Unanswered = 0);
    }

    private void SlowNetwork(TimeSpan lasting)
    {
        Trouble(lasting + TimeSpan.FromSeconds(35));
        _cluster.Simulator.Trace.Add($"the network is bad for {lasting.TotalSeconds:F1} s");
        (_cluster.Network.Latency, _cluster.Network.Delay, _cluster.Network.Loss) = (TimeSpan.FromMilliseconds(200), 0.1, 0.02);
        _cluster.Simulator.After(lasting, null, () => (_cluster.Network.Latency, _cluster.Network.Delay, _cluster.Network.Loss) = (TimeSpan.FromMilliseconds(1), 0, 0));
    }

    private void SlowDatabase(TimeSpan lasting)
    {
        Trouble(lasting + TimeSpan.FromSeconds(5));
        _cluster.Simulator.Trace.Add($"the database is slow for {lasting.TotalSeconds:F1} s");
        _cluster.Database.Weather.Latency = TimeSpan.FromSeconds(2);
        _cluster.Simulator.After(lasting, null, () => _cluster.Database.Weather.Latency = TimeSpan.FromMilliseconds(1));
    }

    private void JumpClock()
    {
        if (Some() is { } silo)
        {
            silo.Time.Skew += _chance.Between(TimeSpan.FromSeconds(-30), TimeSpan.FromSeconds(30));
            _cluster.Simulator.Trace.Add($"the clock of {silo.Name} is {silo.Time.Skew.TotalSeconds:F1} s ahead");
        }
    }

    private void DropActivations()
    {
        Trouble(TimeSpan.FromSeconds(10));
        foreach (var grain in _cluster.Running.SelectMany(silo => silo.Grains).Where(_ => _chance.In(0.5)).ToList())
        {
            _cluster.Simulator.Trace.Add($"{grain.Silo.Name} drops {grain.Key[..8]}");
            grain.Turns.Post(() =>
            {
                (grain as RunGrain)?.Loop?.Stop();
                grain.DeactivateOnIdle();
            });
        }
    }

    private void MisleadDirectory(TimeSpan lasting)
    {
        Trouble(lasting + TimeSpan.FromSeconds(10));
        _cluster.Simulator.Trace.Add($"the directory may be wrong for {lasting.TotalSeconds:F1} s");
        _cluster.Directory.WrongUntil = _cluster.Simulator.Now + lasting;
    }

    private void GiveUpSilo()
    {
        if (Some() is { } silo)
        {
            Trouble(TimeSpan.FromSeconds(12));
            Replace(silo);
        }
    }

    /// <summary>The cluster gives a silo up, and somebody starts it anew.</summary>
    private void Replace(SimSilo silo)
    {
        if (!silo.IsDeclaredDead)
        {
            _cluster.DeclareDead(silo);
            _cluster.Simulator.After(TimeSpan.FromSeconds(5), null, () => _cluster.Start(silo.Number));
        }
    }

    private void StopSilo()
    {
        if (Some() is { Process.IsFrozen: false } silo)
        {
            Trouble(TimeSpan.FromSeconds(12));
            _cluster.Stop(silo);
            _cluster.Simulator.After(TimeSpan.FromSeconds(4), null, () => _cluster.Start(silo.Number));
        }
    }

    private void DeleteEnded()
    {
        foreach (var (runId, run) in _cluster.Database.Runs.ToList())
        {
            if (run.Row is { EndedAt: not null, Owner: null })
            {
                _cluster.Database.Delete(runId);
            }
        }
    }

    /// <summary>The database goes on from a copy that has not got the last commits.</summary>
    private void LoseCommits()
    {
        Trouble(TimeSpan.FromSeconds(20));
        foreach (var (runId, run) in _cluster.Database.Runs.ToList())
        {
            if (run.Row is { EndedAt: null } && run.Entries.Count > 3 && run.Snapshot is null && _chance.In(0.5))
            {
                _cluster.Database.LoseLast(runId, 1 + _chance.Below(2));
            }
        }
    }

    private void PoisonRun()
    {
        var runs = _cluster.Database.Runs.Where(run => run.Value.Row is { EndedAt: null }).Select(run => run.Key).ToList();
        if (runs.Count > 0)
        {
            var runId = _chance.Of(runs);
            _cluster.Poisoned.Add(runId);
            _cluster.Simulator.Trace.Add($"{runId[..6]} is given what the engine fails at");
            _cluster.Outside.Run(() => SendAsync(runId));
        }
    }

    private async Task SendAsync(string runId)
    {
        try
        {
            await _cluster.CallAsync<RunGrain, bool>(null, RunGrain.KeyOf(runId), "poison", true, async run =>
            {
                await run.PoisonAsync();
                return true;
            });
        }
        catch (Exception refused) when (refused is not OutOfMemoryException)
        {
            _cluster.Simulator.Trace.Add($"refused: {refused.Message}");
        }
    }

    private void Trouble(TimeSpan time) => _cluster.Ledger.Trouble(time);
}
