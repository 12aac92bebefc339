using RayFlow.Model.Nodes;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Flow;

[Node("flow_delay", Icon = "timer", Description = "Waits. The timer survives restarts.")]
[Control(ControlOperation.Delay)]
internal sealed class Delay : ControlNode
{
    [Input]
    public required double Seconds { get; set; }
}
