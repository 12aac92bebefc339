using RayFlow.GrainInterfaces.Runs;

namespace RayFlow.GrainInterfaces.Triggers;

/// <summary>What became of an <see cref="EmitEvent"/>.</summary>
/// <param name="Delivered">How many flows subscribed when the event was emitted. A start that was refused counts too: it is logged.</param>
/// <param name="Error">Why nothing was started; null if it was.</param>
[GenerateSerializer, Immutable, Alias("rayflow.EventDelivery")]
public sealed record EventDelivery([property: Id(0)] long Delivered, [property: Id(1)] RunError? Error = null);
