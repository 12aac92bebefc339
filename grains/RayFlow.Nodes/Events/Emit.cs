using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Events;

[Node("event_emit", Label = "Emit event", Icon = "megaphone",
    Description = "Emits an event with a payload; every saved flow that starts with it (START's config.on_event) gets a run. Says how many there are.")]
internal sealed class Emit : EffectNode
{
    [Constant(Description = "The event's name.")]
    public required string Event { get; set; }

    [Input]
    public required Value Payload { get; set; }

    [Output(Description = "How many flows it was delivered to.")]
    public long Delivered { get; private set; }

    public override async Task RunAsync(NodeContext context, CancellationToken cancellationToken) =>
        Delivered = await context.EmitEventAsync(Event, Payload, cancellationToken);
}
