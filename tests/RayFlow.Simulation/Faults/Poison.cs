using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Simulation.Faults;

/// <summary>An input at which the engine fails, as a fault of RayFlow would make it fail.</summary>
internal static class Poison
{
    /// <summary>A change of a variable that says nothing: it can neither be folded nor written.</summary>
    public static RunEvent Event(DateTimeOffset now) => new VariableChanged { At = now, Frame = 0, Node = 0, Number = 1, Change = null! };

    /// <summary>A signal without a name: it can be written, and never be read again.</summary>
    public static RunEvent Unreadable(DateTimeOffset now) => new SignalReceived { At = now, Name = null!, Payload = Value.Null };
}
