using RayFlow.Model.Nodes;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Flow;

[Node("flow_sequence", Icon = "list-ordered", Description = "Runs its branches in order; each settles before the next starts.")]
[Control(ControlOperation.Sequence, ExecOutputsFrom = DynamicExecOutputs.Count, HasExecOut = false)]
internal sealed class Sequence : ControlNode
{
    [Constant(Minimum = 1, Maximum = 1000, Description = "How many branches there are.")]
    public required long Count { get; set; }
}
