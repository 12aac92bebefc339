using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Logic;

[Node("logic_switch", Icon = "list-tree",
    Description = "Goes on at the exec-case of the first case that equals the value, else at exec-default.")]
[Control(ControlOperation.Switch, "exec-default", ExecOutputsFrom = DynamicExecOutputs.Cases)]
internal sealed class Switch : ControlNode
{
    [Constant(Description = "The values to compare with, in order.")]
    public required ValueList Cases { get; set; }

    [Input]
    public required Value Value { get; set; }
}
