using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using RayFlow.GrainInterfaces.Flows;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.GrainInterfaces.Triggers;
using RayFlow.Model.Flows;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Triggers;

/// <summary>
/// Starts the flows of one event. The ids of the runs follow from the event and the flow, so that an emitter that is retried after a crash
/// starts none twice and misses none.
/// </summary>
internal sealed class EventGrain(
    [PersistentState("subscriptions", StorageNames.Runs)] IPersistentState<SubscriptionState> stored,
    FlowLimits limits,
    ILogger<EventGrain> logger) : Grain, IEventGrain
{
    public async Task<long> EmitAsync(string eventId, Value payload, CancellationToken cancellationToken)
    {
        var started = await Task.WhenAll(stored.State.Flows.Select(flow => StartAsync(flow, eventId, payload, cancellationToken)));
        return started.LongCount(isStarted => isStarted);
    }

    public Task SubscribeAsync(string flow, CancellationToken cancellationToken) =>
        stored.State.Flows.Contains(flow) ? Task.CompletedTask : ChangeAsync([.. stored.State.Flows, flow], cancellationToken);

    public Task UnsubscribeAsync(string flow, CancellationToken cancellationToken) =>
        stored.State.Flows.Contains(flow) ? ChangeAsync([.. stored.State.Flows.Where(name => name != flow)], cancellationToken) : Task.CompletedTask;

    private async Task<bool> StartAsync(string flow, string eventId, Value payload, CancellationToken cancellationToken)
    {
        var saved = await GrainFactory.GetGrain<IFlowGrain>(flow).GetAsync(null, cancellationToken);
        if (saved?.Document is null || FlowDocumentParser.Parse(saved.Document, limits).Document is not { } document || Subscription.Of(document) != this.GetPrimaryKeyString())
        {
            return false; // it was deleted or saved without the event meanwhile
        }

        var result = await GrainFactory.GetGrain<IWorkflowGrain>(RunId(eventId, flow)).StartAsync(
            new StartRun { FlowName = flow, FlowVersion = saved.Version, Inputs = Subscription.Inputs(document, payload) },
            cancellationToken);
        if (result.Refusal is not null)
        {
            logger.EventRefused(this.GetPrimaryKeyString(), flow, result.Message);
        }

        return result.Refusal is null;
    }

    private static string RunId(string eventId, string flow) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{eventId}\n{flow}")).AsSpan(0, 16));

    private async Task ChangeAsync(List<string> flows, CancellationToken cancellationToken)
    {
        stored.State = new SubscriptionState { Flows = flows };
        try
        {
            await stored.WriteStateAsync(cancellationToken);
        }
        catch
        {
            DeactivateOnIdle(); // what is in memory may not be what is stored
            throw;
        }
    }
}
