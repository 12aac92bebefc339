using RayFlow.Model.Nodes;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Flow;

[Node("flow_break", Icon = "log-out", Description = "Ends the innermost loop: no further turn starts.")]
[Control(ControlOperation.Break)]
internal sealed class Break : ControlNode;
