using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Flow;

[Node("flow_wait_signal", Label = "Wait for signal", Icon = "radio",
    Description = "Waits for a signal to the run; one that was sent before is waiting for it. After timeout_seconds (0: never) it "
        + "goes on at exec-timeout.")]
[Control(ControlOperation.WaitSignal, "exec-out", "exec-timeout")]
internal sealed class WaitSignal : ControlNode
{
    [Constant(Description = "The signal's name.")]
    public required string Signal { get; set; }

    [Input]
    public double TimeoutSeconds { get; set; }

    [Output]
    public Value Payload { get; private set; }
}
