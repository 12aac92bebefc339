using RayFlow.Simulation.Scheduling;

namespace RayFlow.Simulation.Databases;

/// <summary>How the database and the way to it are at the moment.</summary>
internal sealed class DatabaseWeather
{
    /// <summary>Whether it answers nobody.</summary>
    public bool IsAway { get; set; }

    /// <summary>Processes that cannot reach it.</summary>
    public HashSet<SimProcess> CutOff { get; } = [];

    /// <summary>How often a write is not answered, whether it is committed or not.</summary>
    public double Unanswered { get; set; }

    /// <summary>The longest time on the way there, and back.</summary>
    public TimeSpan Latency { get; set; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Whether a process can reach it.</summary>
    public bool IsReachedBy(SimProcess process) => !IsAway && !CutOff.Contains(process);
}
