using Orleans.CodeGeneration;
using RayFlow.Model.Values;

namespace RayFlow.GrainInterfaces.Triggers;

/// <summary>The saved flows that one event starts. Key: the event's name.</summary>
[Alias("rayflow.IEventGrain"), Version(1)]
public interface IEventGrain : IGrainWithStringKey
{
    /// <summary>
    /// Starts a run of every flow that subscribes to the event and answers how many, once all starts are committed. The same event id
    /// again starts nothing twice.
    /// </summary>
    /// <param name="eventId">What makes this event one: the idempotency key of the node that emits it.</param>
    /// <param name="payload">The flows' inputs by name, as far as they have them; an input <c>payload</c> gets the whole.</param>
    /// <param name="cancellationToken">Gives up; what was started stays.</param>
    [Alias("Emit")]
    Task<long> EmitAsync(string eventId, Value payload, CancellationToken cancellationToken);

    /// <summary>Adds a flow. Whether it still subscribes is asked again when the event comes.</summary>
    [Alias("Subscribe")]
    Task SubscribeAsync(string flow, CancellationToken cancellationToken);

    /// <summary>Removes a flow.</summary>
    [Alias("Unsubscribe")]
    Task UnsubscribeAsync(string flow, CancellationToken cancellationToken);
}
