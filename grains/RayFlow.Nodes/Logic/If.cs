using RayFlow.Model.Nodes;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Logic;

[Node("logic_if", Icon = "split", Description = "Goes on at exec-true or exec-false.")]
[Control(ControlOperation.If, "exec-true", "exec-false")]
internal sealed class If : ControlNode
{
    [Input]
    public required bool Condition { get; set; }
}
