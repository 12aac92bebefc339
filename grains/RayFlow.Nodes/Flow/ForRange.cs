using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Flow;

[Node("flow_for_range", Label = "For range", Icon = "repeat-2",
    Description = "A turn of its body per int from start to before stop, by steps.")]
[Control(ControlOperation.ForRange, "exec-body", "exec-completed")]
internal sealed class ForRange : ControlNode
{
    [Constant(Minimum = 0, Description = "How many turns may run at a time; 0: no limit.")]
    public long Concurrency { get; set; } = 1;

    [Input]
    public long Start { get; set; }

    [Input]
    public required long Stop { get; set; }

    [Input]
    public long Step { get; set; } = 1;

    [Input(Description = "A value of each turn, by a back edge from the body.")]
    public Value Collect { get; set; }

    [Output]
    public long Index { get; private set; }

    [Output]
    public ValueList Collected { get; private set; } = ValueList.Empty;
}
