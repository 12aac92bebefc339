namespace RayFlow.GrainInterfaces.Triggers;

/// <summary>The saved flows that one event starts. Key: the event's name. Any silo answers.</summary>
[Alias("rayflow.IEventGrain")]
public interface IEventGrain : IGrainWithStringKey
{
    /// <summary>
    /// Starts a run of every flow that subscribes to the event and answers how many, once all starts are committed. The same event id
    /// again starts nothing twice. The runs are one deeper than the emitting one: beyond the limit of calls nothing is started.
    /// </summary>
    /// <param name="request">The event.</param>
    /// <param name="cancellationToken">Gives up; what was started stays.</param>
    [Alias("Emit")]
    Task<EventDelivery> EmitAsync(EmitEvent request, CancellationToken cancellationToken);
}
