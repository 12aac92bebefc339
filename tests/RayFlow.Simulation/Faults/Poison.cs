using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Simulation.Faults;

/// <summary>An input at which the engine fails, as a fault of RayFlow would make it fail.</summary>
internal static class Poison
{
    /// <summary>A signal without a name.</summary>
    public static RunEvent Event(DateTimeOffset now) => new SignalReceived { At = now, Name = null!, Payload = Value.Null };
}
