using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Base;

[Node("return", Label = "RETURN", Icon = "corner-down-left", Description = "Ends the run. Its result is a dict of the inputs here.")]
[Control(ControlOperation.Return, HasExecOut = false)]
internal sealed class Return : ControlNode
{
    [Config(Description = "What this way out is called.")]
    public string? Name { get; set; }

    [Config(Minimum = 100, Maximum = 599, Description = "The HTTP status that the flow as a service answers with.")]
    public long StatusCode { get; set; } = 200;

    [Config(Description = "What the result looks like: a name, and its type and description.")]
    public ValueMap? ResponseSchema { get; set; }

    [FreeInputs]
    public ValueMap Result { get; set; } = ValueMap.Empty;
}
