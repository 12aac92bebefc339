using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Flow;

[Node("flow_try", Icon = "shield",
    Description = "Runs exec-try; if something in it fails, exec-catch with the error; and exec-finally in any case.")]
[Control(ControlOperation.Try, "exec-try", "exec-catch", "exec-finally")]
internal sealed class Try : ControlNode
{
    [Output]
    public ValueMap Error { get; private set; } = ValueMap.Empty;
}
