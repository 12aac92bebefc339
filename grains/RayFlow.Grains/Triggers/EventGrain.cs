using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.GrainInterfaces.Triggers;
using RayFlow.Grains.Runs;
using RayFlow.Storage.Flows;

namespace RayFlow.Grains.Triggers;

/// <summary>
/// Starts the flows of one event. The ids of the runs follow from the event and the flow, so that an emitter that is retried after a crash
/// starts none twice and misses none. Nothing is kept between two events, and they do not wait for each other.
/// </summary>
[StatelessWorker, Reentrant]
internal sealed class EventGrain(SavedFlows flows, IOptions<RunOptions> options, ILogger<EventGrain> logger) : Grain, IEventGrain
{
    private const int StartsAtOnce = 64;

    public async Task<EventDelivery> EmitAsync(EmitEvent request, CancellationToken cancellationToken)
    {
        var name = this.GetPrimaryKeyString();
        var subscribers = await flows.SubscribersAsync(name, cancellationToken);
        if (subscribers.Count > 0 && request.Depth >= options.Value.MaxDepth)
        {
            return new EventDelivery(0, new RunError(
                "call_depth_exceeded",
                $"Event '{name}' would start runs {request.Depth + 1} below the first one; at most {options.Value.MaxDepth} are allowed. Look for a flow that emits the event that starts it."));
        }

        foreach (var some in subscribers.Chunk(StartsAtOnce))
        {
            await Task.WhenAll(some.Select(subscriber => StartAsync(subscriber, request, cancellationToken)));
        }

        return new EventDelivery(subscribers.Count);
    }

    private async Task StartAsync(EventSubscription subscriber, EmitEvent request, CancellationToken cancellationToken)
    {
        var result = await GrainFactory.GetGrain<IWorkflowGrain>(RunId(request.EventId, subscriber.Flow)).StartAsync(
            new StartRun
            {
                FlowName = subscriber.Flow,
                FlowVersion = subscriber.Version,
                Inputs = Subscription.Inputs(subscriber.Inputs, request.Payload),
                Depth = request.Depth + 1,
            },
            cancellationToken);
        if (result.Refusal is not null)
        {
            logger.EventRefused(this.GetPrimaryKeyString(), subscriber.Flow, result.Message);
        }
    }

    private static string RunId(string eventId, string flow) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{eventId}\n{flow}")).AsSpan(0, 16));
}
