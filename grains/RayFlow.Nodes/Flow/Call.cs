using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Flow;

[Node("flow_call", Label = "Call flow", Icon = "workflow",
    Description = "Runs another flow as a child run. Its inputs are that flow's inputs.")]
[Control(ControlOperation.Call, OutputsFrom = DynamicOutputs.Flow)]
internal sealed class Call : ControlNode
{
    [Constant(Description = "The flow's name, or name@version.")]
    public required string Flow { get; set; }

    [FreeInputs]
    public ValueMap Arguments { get; set; } = ValueMap.Empty;

    [Output]
    public ValueMap Result { get; private set; } = ValueMap.Empty;
}
