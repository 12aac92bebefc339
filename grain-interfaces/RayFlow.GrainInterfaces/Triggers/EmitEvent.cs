using RayFlow.Model.Values;

namespace RayFlow.GrainInterfaces.Triggers;

/// <summary>Asks to start the flows of an event.</summary>
/// <param name="EventId">What makes this event one: the emitting node's idempotency key and the number of the event among those that it emits.</param>
/// <param name="Payload">The flows' inputs by name, as far as they have them; an input <c>payload</c> gets the whole.</param>
/// <param name="Depth">How many runs are above the emitting one; 0 for an event that no run emits.</param>
[GenerateSerializer, Immutable, Alias("rayflow.EmitEvent")]
public sealed record EmitEvent([property: Id(0)] string EventId, [property: Id(1)] Value Payload, [property: Id(2)] int Depth = 0);
