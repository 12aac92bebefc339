using RayFlow.Grains.Recovery;
using RayFlow.Grains.Runs;
using RayFlow.Simulation.Checking;
using RayFlow.Simulation.Databases;
using RayFlow.Simulation.Flows;
using RayFlow.Simulation.Mistakes;
using RayFlow.Simulation.Scheduling;

namespace RayFlow.Simulation.Cluster;

/// <summary>Silos, what is between them, and the calls of grains.</summary>
internal sealed class SimCluster
{
    private readonly List<SimSilo> _silos = [];
    private readonly GrainCalls _calls;
    private readonly Chance _routing;
    private readonly Chance _durations;

    public SimCluster(Simulator simulator, Chance chance, RunOptions options, RecoveryOptions recovery, FlowShelf flows, Effects effects, Mistake mistake)
    {
        (Simulator, Chance, Options, Recovery, Flows, Effects, Mistake) = (simulator, chance, options, recovery, flows, effects, mistake);
        Outside = new Turns(simulator, null);
        Database = new SimDatabase(simulator, chance.For("database"), mistake);
        Network = new SimNetwork(simulator, chance.For("network"));
        Directory = new GrainDirectory(simulator, chance.For("directory"));
        Ledger = new Ledger(simulator, Database);
        _routing = chance.For("routing");
        _calls = new GrainCalls(this, _routing);
        _durations = chance.For("durations");
    }

    /// <summary>Whoever is outside the cluster: it is always there.</summary>
    public Turns Outside { get; }

    /// <summary>What effects give.</summary>
    public Effects Effects { get; }

    /// <summary>Runs that were given what the engine fails at.</summary>
    public HashSet<string> Poisoned { get; } = new(StringComparer.Ordinal);

    /// <summary>Time and turns.</summary>
    public Simulator Simulator { get; }

    /// <summary>Where chance for its parts comes from.</summary>
    public Chance Chance { get; }

    /// <summary>How runs are run.</summary>
    public RunOptions Options { get; }

    /// <summary>How runs are found and woken.</summary>
    public RecoveryOptions Recovery { get; }

    /// <summary>The flows that there are.</summary>
    public FlowShelf Flows { get; }

    /// <summary>A mistake that is planted.</summary>
    public Mistake Mistake { get; }

    /// <summary>Runs that somebody else than their caller has commanded.</summary>
    public HashSet<string> Meddled { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the clocks of two silos may differ.</summary>
    public bool ClocksDiffer { get; set; }

    /// <summary>The longest time that an activation which gave its run up was kept by calls, and which.</summary>
    public (TimeSpan Time, string Key) SlowestLeave { get; set; }

    /// <summary>The database.</summary>
    public SimDatabase Database { get; }

    /// <summary>The network.</summary>
    public SimNetwork Network { get; }

    /// <summary>Where activations are.</summary>
    public GrainDirectory Directory { get; }

    /// <summary>What happened outside.</summary>
    public Ledger Ledger { get; }

    /// <summary>What silos logged as errors.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Every start of every silo.</summary>
    public IReadOnlyList<SimSilo> Silos => _silos;

    /// <summary>The silos whose process runs, frozen or not.</summary>
    public List<SimSilo> Running => _silos.FindAll(silo => !silo.Process.IsDead);

    /// <summary>Starts a machine, or starts it anew.</summary>
    public SimSilo Start(int number)
    {
        var silo = new SimSilo(this, number, _silos.Count(silo => silo.Number == number) + 1);
        _silos.Add(silo);
        Simulator.Trace.Add($"{silo.Name} starts");
        silo.Recovery.Start();
        TellMembers();
        return silo;
    }

    /// <summary>Ends a silo's process without a word; the others notice after a while.</summary>
    public void Crash(SimSilo silo)
    {
        if (silo.Process.IsDead)
        {
            return;
        }

        Simulator.Trace.Add($"{silo.Name} crashes");
        silo.Process.Kill();
        Ledger.Lost(silo);
        if (!silo.IsDeclaredDead)
        {
            Simulator.After(_routing.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(8)), null, () => DeclareDead(silo));
        }
    }

    /// <summary>The cluster gives a silo up, rightly or not: one that lives finds out, and ends.</summary>
    public void DeclareDead(SimSilo silo)
    {
        if (silo.IsDeclaredDead)
        {
            return;
        }

        Simulator.Trace.Add($"{silo.Name} is declared dead");
        silo.IsDeclaredDead = true;
        TellMembers();
        Unsettle();
        _calls.Abandon(silo);
        LetFindOut(silo);
    }

    /// <summary>Stops a silo as an operator does: it gives its runs up and leaves.</summary>
    public void Stop(SimSilo silo)
    {
        Simulator.Trace.Add($"{silo.Name} is stopped");
        silo.IsStopping = true;
        silo.Recovery.Stop();
        foreach (var grain in silo.Grains.ToList())
        {
            grain.Turns.Post(() =>
            {
                (grain as RunGrain)?.Loop?.Stop();
                grain.DeactivateOnIdle();
            });
        }

        Simulator.After(TimeSpan.FromSeconds(1.5), silo.Process, silo.Recovery.Left);
        Simulator.After(TimeSpan.FromSeconds(2), silo.Process, () =>
        {
            DeclareDead(silo);
            Crash(silo);
        });
    }

    /// <summary>How long an effect takes: mostly some milliseconds, now and then seconds.</summary>
    public TimeSpan TimeOf() => _durations.Below(20) switch
    {
        0 => _durations.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(8)),
        < 4 => _durations.Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1)),
        _ => _durations.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(50)),
    };

    /// <summary>For a while the directory may be wrong.</summary>
    public void Unsettle() => Directory.WrongUntil = Simulator.Now + TimeSpan.FromSeconds(5);

    /// <summary>Calls a grain and answers on the caller's turns.</summary>
    public Task<T> CallAsync<TGrain, T>(SimSilo? caller, string key, string name, bool interleaves, Func<TGrain, Task<T>> run)
        where TGrain : SimGrain => _calls.CallAsync(caller, key, name, interleaves, run);

    /// <summary>Sends a call on to where its grain is now.</summary>
    public void Forward(GrainCall call, SimSilo from) => _calls.Forward(call, from);

    /// <summary>Makes the activation of a key.</summary>
    public static SimGrain Make(SimSilo silo, string key) => key[0] switch
    {
        'r' => new RunGrain(silo, key, key[2..]),
        _ => new NodeInstance(silo, key, key[2..]),
    };

    private void TellMembers()
    {
        foreach (var silo in Running)
        {
            silo.Recovery.Members.Tell(_routing.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(500)));
        }
    }

    private void LetFindOut(SimSilo silo) => Simulator.After(_routing.Between(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2)), silo.Process, () =>
    {
        if (Database.Weather.IsReachedBy(silo.Process))
        {
            Crash(silo);
        }
        else
        {
            LetFindOut(silo);
        }
    });
}
