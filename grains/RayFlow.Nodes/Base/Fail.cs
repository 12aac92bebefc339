using RayFlow.Model.Nodes;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Base;

[Node("fail", Icon = "octagon-x", Description = "Fails with a code and a message of the flow's own.")]
[Control(ControlOperation.Fail)]
internal sealed class Fail : ControlNode
{
    [Input]
    public required string Message { get; set; }

    [Input]
    public string Code { get; set; } = "failed";
}
