using RayFlow.Simulation.Cluster;
using RayFlow.Simulation.Scheduling;

namespace RayFlow.Simulation.Faults;

/// <summary>What goes wrong between silos, and between them and the database.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="chance">What, and how long.</param>
/// <param name="silos">Gives up whoever is cut off.</param>
internal sealed class ConnectionFaults(SimCluster cluster, Chance chance, SiloFaults silos)
{
    public void Cut(TimeSpan lasting)
    {
        var side = cluster.Running.Where(_ => chance.In(0.5)).ToHashSet();
        Trouble(lasting + TimeSpan.FromSeconds(35));
        cluster.Simulator.Trace.Add($"{string.Join(' ', side.Select(silo => silo.Name))} are cut off for {lasting.TotalSeconds:F1} s");
        cluster.Network.Cut(side);
        cluster.Simulator.After(lasting, null, cluster.Network.Heal);
        if (side.Count > 0 && chance.In(0.5))
        {
            var silo = chance.Of(side.OrderBy(silo => silo.Number).ToList());
            cluster.Simulator.After(chance.Between(TimeSpan.Zero, lasting), null, () => silos.Replace(silo));
        }
    }

    public void CutFromDatabase(TimeSpan lasting)
    {
        if (cluster.Running is { Count: > 0 } running && chance.Of(running) is var silo)
        {
            Trouble(lasting + TimeSpan.FromSeconds(5));
            cluster.Simulator.Trace.Add($"{silo.Name} is cut off from the database for {lasting.TotalSeconds:F1} s");
            cluster.Database.Weather.CutOff.Add(silo.Process);
            cluster.Simulator.After(lasting, null, () => cluster.Database.Weather.CutOff.Remove(silo.Process));
        }
    }

    public void TakeDatabaseAway(TimeSpan lasting)
    {
        Trouble(lasting + TimeSpan.FromSeconds(5));
        cluster.Simulator.Trace.Add($"the database is away for {lasting.TotalSeconds:F1} s");
        cluster.Database.Weather.IsAway = true;
        cluster.Simulator.After(lasting, null, () => cluster.Database.Weather.IsAway = false);
    }

    public void LeaveWritesUnanswered(TimeSpan lasting)
    {
        Trouble(lasting + TimeSpan.FromSeconds(5));
        cluster.Simulator.Trace.Add($"writes are not answered, some of them, for {lasting.TotalSeconds:F1} s");
        cluster.Database.Weather.Unanswered = 0.2;
        cluster.Simulator.After(lasting, null, () => cluster.Database.Weather.Unanswered = 0);
    }

    public void SlowNetwork(TimeSpan lasting)
    {
        Trouble(lasting + TimeSpan.FromSeconds(35));
        cluster.Simulator.Trace.Add($"the network is bad for {lasting.TotalSeconds:F1} s");
        (cluster.Network.Latency, cluster.Network.Delay, cluster.Network.Loss) = (TimeSpan.FromMilliseconds(200), 0.1, 0.02);
        cluster.Simulator.After(lasting, null, () => (cluster.Network.Latency, cluster.Network.Delay, cluster.Network.Loss) = (TimeSpan.FromMilliseconds(1), 0, 0));
    }

    public void SlowDatabase(TimeSpan lasting)
    {
        Trouble(lasting + TimeSpan.FromSeconds(5));
        cluster.Simulator.Trace.Add($"the database is slow for {lasting.TotalSeconds:F1} s");
        cluster.Database.Weather.Latency = TimeSpan.FromSeconds(2);
        cluster.Simulator.After(lasting, null, () => cluster.Database.Weather.Latency = TimeSpan.FromMilliseconds(1));
    }

    private void Trouble(TimeSpan time) => cluster.Ledger.Trouble(time);
}
