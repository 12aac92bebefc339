using RayFlow.Model.Values;
using Xunit;

namespace RayFlow.Nodes.Tests.Events;

public sealed class EmitTests
{
    [Fact]
    public async Task Emit_OfAnEvent_SaysHowManyFlowsGotIt()
    {
        (string Name, Value Payload)? emitted = null;
        var context = Contexts.New(events: (name, payload, _) =>
        {
            emitted = (name, payload);
            return Task.FromResult(3L);
        });

        var result = await NodeCall.RunAsync("event_emit", context, ("EVENT", "order_placed"), ("payload", ValueMap.Of(("id", 7L))));

        Assert.Equal(3L, result.Outputs!["delivered"]);
        Assert.Equal(("order_placed", "{\"id\":7}"), (emitted!.Value.Name, emitted.Value.Payload.ToString()));
    }

    [Fact]
    public async Task Emit_WithoutAnEvent_Fails() =>
        Assert.Equal("bad_setting", (await NodeCall.RunAsync("event_emit", Contexts.New(), ("payload", 1L))).Error!.Code);
}
