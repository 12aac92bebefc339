using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Flow;

[Node("flow_for_each", Label = "For each", Icon = "repeat", Description = "A turn of its body per item.")]
[Control(ControlOperation.ForEach, "exec-body", "exec-completed")]
internal sealed class ForEach : ControlNode
{
    [Constant(Minimum = 0, Description = "How many turns may run at a time; 0: no limit.")]
    public long Concurrency { get; set; } = 1;

    [Input]
    public required ValueList Items { get; set; }

    [Input(Description = "A value of each turn, by a back edge from the body.")]
    public Value Collect { get; set; }

    [Output]
    public Value Element { get; private set; }

    [Output]
    public long Index { get; private set; }

    [Output]
    public ValueList Collected { get; private set; } = ValueList.Empty;
}
