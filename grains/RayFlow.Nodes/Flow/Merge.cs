using RayFlow.Model.Nodes;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Flow;

[Node("flow_merge", Icon = "merge", Description = "Goes on at the first of its exec edges that is live.")]
[Control(ControlOperation.Merge)]
internal sealed class Merge : ControlNode;
