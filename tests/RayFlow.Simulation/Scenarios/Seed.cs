using RayFlow.Grains.Recovery;
using RayFlow.Grains.Runs;
using RayFlow.Simulation.Checking;
using RayFlow.Simulation.Cluster;
using RayFlow.Simulation.Faults;
using RayFlow.Simulation.Flows;
using RayFlow.Simulation.Mistakes;
using RayFlow.Simulation.Scheduling;

namespace RayFlow.Simulation.Scenarios;

/// <summary>One seed: draws a cluster, what is asked of it and what goes wrong, lets it run, and checks it.</summary>
internal static class Seed
{
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan MostAfterFaults = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(90);

    /// <summary>Runs a seed, all of it on this thread.</summary>
    public static SeedResult Run(long seed, FlowShelf flows, Mistake mistake = Mistake.None, bool keepsTrace = false)
    {
        // A context, such as that of a test, would take what is awaited to other threads.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return RunHere(seed, flows, mistake, keepsTrace);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private static SeedResult RunHere(long seed, FlowShelf flows, Mistake mistake, bool keepsTrace)
    {
        var chance = new Chance(Chance.Hash((ulong)seed, "seed"));
        var simulator = new Simulator(chance.For("turns"), new Trace(keepsTrace));
        var draw = chance.For("draw");
        var cluster = new SimCluster(simulator, chance.For("cluster"), Draw(draw), new RecoveryOptions { Parallelism = draw.Between(1, 4), ReviewSeconds = 10 }, flows, new Effects((int)(seed % Effects.Worlds)), mistake);
        for (var silos = draw.Between(1, 3); silos > 0; silos--)
        {
            cluster.Start(silos);
        }

        var (faults, caller) = (new FaultScript(cluster, chance.For("faults")), new Caller(cluster, chance.For("caller")));
        caller.Draw(Busy);
        faults.Draw(Busy);
        var isWatchedOn = draw.In(0.2);
        try
        {
            var isOver = simulator.Run(() => caller.Asking == 0 && simulator.Now > faults.Over && IsOver(cluster), faults.Over + MostAfterFaults);
            if (isOver && isWatchedOn)
            {
                simulator.Run(static () => false, simulator.Now + Quiet);
            }

            var violations = new Checker(cluster, caller).Check(isOver, isOver && isWatchedOn);
            return new SeedResult(seed, violations, faults.Description, simulator.Steps, cluster.Ledger.Executions.Count, simulator.Trace);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return new SeedResult(seed, [$"simulation: {failure}"], faults.Description, simulator.Steps, cluster.Ledger.Executions.Count, simulator.Trace);
        }
    }

    private static RunOptions Draw(Chance draw)
    {
        var options = new RunOptions { MaxDepth = Course.MaxDepth };
        if (draw.In(0.3))
        {
            options.SnapshotBytes = draw.Between(100, 3_000);
        }

        if (draw.In(0.2))
        {
            options.LargeValueBytes = draw.Between(1, 20);
        }

        if (draw.In(0.2))
        {
            options.StepsPerTurn = draw.Between(1, 20);
        }

        if (draw.In(0.3))
        {
            options.KeepInMemorySeconds = 0.2;
        }

        if (draw.In(0.3))
        {
            options.LeaseSeconds = draw.Between(1, 3);
        }

        return options;
    }

    /// <summary>Whether every run has ended, is paused or cannot go on, and whoever has to know of an end knows.</summary>
    private static bool IsOver(SimCluster cluster)
    {
        foreach (var (runId, run) in cluster.Database.Runs)
        {
            if (cluster.Database.Damaged.Contains(runId) && (run.Row is { ParkedAt: not null } || cluster.Mistake == Mistake.FailedWakesStarveOthers))
            {
                continue;
            }

            if (run.Row is not { Status: "paused" } && run.Row is not { EndedAt: not null, Owner: null })
            {
                return false;
            }
        }

        return true;
    }
}
