using RayFlow.Model.Values;

namespace RayFlow.GrainInterfaces.Runs;

/// <summary>Sends a signal to a run.</summary>
/// <param name="Name">What waits for it names it so.</param>
/// <param name="Payload">What the wait hands on.</param>
/// <param name="SignalId">Signals with an id that the run has seen are taken once; null: always taken.</param>
[GenerateSerializer, Immutable, Alias("rayflow.SendSignal")]
public sealed record SendSignal([property: Id(0)] string Name, [property: Id(1)] Value Payload, [property: Id(2)] string? SignalId = null);
