using RayFlow.Model.Nodes;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Flow;

[Node("flow_while", Icon = "refresh-cw",
    Description = "A turn of its body as long as the condition, read anew before each, is true. Fails with loop_limit after too "
        + "many turns.")]
[Control(ControlOperation.While, "exec-body", "exec-completed")]
internal sealed class While : ControlNode
{
    [Constant(Minimum = 1)]
    public long MaxIterations { get; set; } = 100_000;

    [Input]
    public required bool Condition { get; set; }

    [Output]
    public long Index { get; private set; }
}
