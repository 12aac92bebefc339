using RayFlow.Simulation.Cluster;
using RayFlow.Simulation.Scheduling;

namespace RayFlow.Simulation.Faults;

/// <summary>What goes wrong with silos: they die, stand still, are given up, are stopped, or know the wrong things.</summary>
internal sealed class SiloFaults(SimCluster cluster, Chance chance)
{
    public void CrashAndRestart()
    {
        if (Some() is { } silo)
        {
            Trouble(TimeSpan.FromSeconds(12));
            cluster.Crash(silo);
            cluster.Simulator.After(chance.Between(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(12)), null, () => cluster.Start(silo.Number));
        }
    }

    public void Freeze(TimeSpan lasting)
    {
        if (Some() is not { Process.IsFrozen: false } silo)
        {
            return;
        }

        Trouble(lasting + TimeSpan.FromSeconds(10));
        cluster.Simulator.Trace.Add($"{silo.Name} freezes for {lasting.TotalSeconds:F1} s");
        silo.Process.Freeze();
        if (lasting > chance.Between(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(9)))
        {
            cluster.Simulator.After(TimeSpan.FromSeconds(7), null, () => Replace(silo));
        }

        cluster.Simulator.After(lasting, null, () => Thaw(silo));
    }

    private void Thaw(SimSilo silo)
    {
        if (silo.Process is { IsDead: false, IsFrozen: true })
        {
            cluster.Simulator.Trace.Add($"{silo.Name} thaws");
            silo.Process.Thaw(cluster.Simulator);
        }
    }

    public void GiveUpSilo()
    {
        if (Some() is { } silo)
        {
            Trouble(TimeSpan.FromSeconds(12));
            Replace(silo);
        }
    }

    /// <summary>The cluster gives a silo up, and somebody starts it anew.</summary>
    public void Replace(SimSilo silo)
    {
        if (!silo.IsDeclaredDead)
        {
            cluster.DeclareDead(silo);
            cluster.Simulator.After(TimeSpan.FromSeconds(5), null, () => cluster.Start(silo.Number));
        }
    }

    public void StopSilo()
    {
        if (Some() is { Process.IsFrozen: false } silo)
        {
            Trouble(TimeSpan.FromSeconds(12));
            cluster.Stop(silo);
            cluster.Simulator.After(TimeSpan.FromSeconds(4), null, () => cluster.Start(silo.Number));
        }
    }

    public void JumpClock()
    {
        if (Some() is { } silo)
        {
            cluster.ClocksDiffer = true;
            silo.Time.Skew += chance.Between(TimeSpan.FromSeconds(-30), TimeSpan.FromSeconds(30));
            cluster.Simulator.Trace.Add($"the clock of {silo.Name} is {silo.Time.Skew.TotalSeconds:F1} s ahead");
        }
    }

    public void DropActivations()
    {
        Trouble(TimeSpan.FromSeconds(10));
        foreach (var grain in cluster.Running.SelectMany(silo => silo.Grains).Where(_ => chance.In(0.5)).ToList())
        {
            cluster.Simulator.Trace.Add($"{grain.Silo.Name} drops {grain.Key[..8]}");
            grain.Turns.Post(() =>
            {
                (grain as RunGrain)?.Loop?.Stop();
                grain.DeactivateOnIdle();
            });
        }
    }

    public void MisleadDirectory(TimeSpan lasting)
    {
        Trouble(lasting + TimeSpan.FromSeconds(10));
        cluster.Simulator.Trace.Add($"the directory may be wrong for {lasting.TotalSeconds:F1} s");
        cluster.Directory.WrongUntil = cluster.Simulator.Now + lasting;
    }

    public void KeepFromNews(TimeSpan lasting)
    {
        if (Some() is { } silo)
        {
            Trouble(lasting + TimeSpan.FromSeconds(10));
            cluster.Simulator.Trace.Add($"{silo.Name} does not hear who is in the cluster for {lasting.TotalSeconds:F1} s");
            silo.Recovery.Members.StaleUntil = cluster.Simulator.Now + lasting;
        }
    }

    private SimSilo? Some() => cluster.Running is { Count: > 0 } running ? chance.Of(running) : null;

    private void Trouble(TimeSpan time) => cluster.Ledger.Trouble(time);
}
