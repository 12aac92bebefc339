using RayFlow.Simulation.Scheduling;

namespace RayFlow.Simulation.Cluster;

/// <summary>Events that effects emit, and the runs that they start.</summary>
internal static class Emissions
{
    /// <summary>The flow that every event starts.</summary>
    public const string Subscriber = "flow-1";

    /// <summary>The run that an event starts: the same for the same event.</summary>
    public static string RunIdOf(string eventId) => $"{Chance.Hash(1, eventId):x16}{Chance.Hash(2, eventId):x16}";
}
