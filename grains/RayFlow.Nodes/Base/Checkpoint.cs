using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Base;

[Control(ControlOperation.Checkpoint)]
[Node("checkpoint", Icon = "save",
    Description = "Passes the value through once it is durably stored, as the outputs of every effect node are.")]
internal sealed class Checkpoint : EffectNode
{
    [Input, Output]
    public required Value Value { get; set; }

    public override Task RunAsync(NodeContext context, CancellationToken cancellationToken) => Task.CompletedTask;
}
