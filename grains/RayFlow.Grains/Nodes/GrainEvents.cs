using RayFlow.GrainInterfaces.Triggers;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Nodes;

/// <summary>Emits the events of one attempt of a node instance.</summary>
/// <param name="grains">The way to the events; not a grain's own, which refuses to serve outside its turns.</param>
/// <param name="key">The node instance.</param>
/// <param name="depth">How many calls and events led to its run.</param>
/// <param name="calls">How they are reached.</param>
internal sealed class GrainEvents(IGrainFactory grains, string key, int depth, NodeCalls calls)
{
    private int _emissions;

    /// <summary>Stores an event and answers how many flows it was delivered to.</summary>
    public async Task<long> EmitAsync(string name, Value payload, CancellationToken cancellationToken)
    {
        // As with variables: the n-th of one attempt is the n-th of every other, and starts its flows once.
        var id = $"{key}#{Interlocked.Increment(ref _emissions)}";
        var delivery = await calls.CallAsync(cancellation => grains.GetGrain<IEventGrain>(name).EmitAsync(new EmitEvent(id, payload, depth), cancellation), cancellationToken);
        return delivery.Error is { } error ? throw new NodeException(error.Code, error.Message, retryable: false) : delivery.Delivered;
    }
}
