using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Base;

[Node("start", Label = "START", Icon = "play",
    Description = "Where a run begins. Its outputs are the run's inputs, as config.api_schema declares them.")]
[Control(ControlOperation.Start, HasExecIn = false, OutputsFrom = DynamicOutputs.ApiSchema)]
internal sealed class Start : ControlNode
{
    [Config(Description = "The run's inputs: a name, and its type, required, default and description.")]
    public ValueMap ApiSchema { get; set; } = ValueMap.Empty;

    [Config(Description = "The event that starts this flow, for a saved flow.")]
    public string? OnEvent { get; set; }
}
