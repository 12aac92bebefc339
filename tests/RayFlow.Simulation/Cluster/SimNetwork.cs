using RayFlow.Simulation.Scheduling;

namespace RayFlow.Simulation.Cluster;

/// <summary>The network between the silos: delays, reorders, loses, cuts off; what was sent into a cut may arrive when it has healed.</summary>
internal sealed class SimNetwork(Simulator simulator, Chance chance)
{
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(0.1);

    private readonly List<(HashSet<SimSilo> Side, List<(SimSilo? To, Action Deliver)> Held)> _cuts = [];

    /// <summary>The longest time that a message takes.</summary>
    public TimeSpan Latency { get; set; } = TimeSpan.FromMilliseconds(1);

    /// <summary>How often a message is lost.</summary>
    public double Loss { get; set; }

    /// <summary>How often a message takes very long.</summary>
    public double Delay { get; set; }

    /// <summary>Sends a message; null is whoever is outside the cluster.</summary>
    public void Send(SimSilo? from, SimSilo? to, Action deliver)
    {
        if (from == to)
        {
            deliver();
            return;
        }

        foreach (var (side, held) in _cuts)
        {
            if (from is not null && to is not null && side.Contains(from) != side.Contains(to))
            {
                held.Add((to, deliver));
                return;
            }
        }

        if (chance.In(Loss))
        {
            return;
        }

        var way = chance.In(Delay) ? chance.Between(Latency, TimeSpan.FromSeconds(8)) : chance.Between(Soonest, Latency);
        simulator.After(way, to?.Process, deliver);
    }

    /// <summary>Whether two silos can talk to each other.</summary>
    public bool IsCut(SimSilo one, SimSilo other) => _cuts.Exists(cut => cut.Side.Contains(one) != cut.Side.Contains(other));

    /// <summary>Cuts some silos off from the others.</summary>
    public void Cut(HashSet<SimSilo> side) => _cuts.Add((side, []));

    /// <summary>Heals every cut: of what was sent meanwhile some arrives now, and some never.</summary>
    public void Heal()
    {
        var held = _cuts.SelectMany(cut => cut.Held).ToList();
        _cuts.Clear();
        foreach (var (to, deliver) in held)
        {
            if (chance.In(0.5))
            {
                simulator.After(chance.Between(Soonest, TimeSpan.FromMilliseconds(500)), to?.Process, deliver);
            }
        }
    }
}
