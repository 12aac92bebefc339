using RayFlow.GrainInterfaces.Triggers;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Nodes;

/// <summary>Emits the events of one attempt of a node instance.</summary>
/// <param name="grains">The way to the events; not a grain's own, which refuses to serve outside its turns.</param>
/// <param name="key">The node instance.</param>
/// <param name="calls">How they are reached.</param>
internal sealed class GrainEvents(IGrainFactory grains, string key, NodeCalls calls)
{
    private int _emissions;

    /// <summary>Stores an event and answers how many flows it was delivered to.</summary>
    public Task<long> EmitAsync(string name, Value payload, CancellationToken cancellationToken)
    {
        // As with variables: the n-th of one attempt is the n-th of every other, and starts its flows once.
        var id = $"{key}#{Interlocked.Increment(ref _emissions)}";
        return calls.CallAsync(cancellation => grains.GetGrain<IEventGrain>(name).EmitAsync(id, payload, cancellation), cancellationToken);
    }
}
