using RayFlow.Model.Nodes;

namespace RayFlow.Nodes.Sdk;

/// <summary>Says which operation of the orchestrator a node is, and how its exec pins differ from one in and one out.</summary>
/// <param name="operation">The operation.</param>
/// <param name="execOutputs">Its exec outputs; none given: <c>exec-out</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class ControlAttribute(ControlOperation operation, params string[] execOutputs) : Attribute
{
    public ControlOperation Operation => operation;

    public string[] ExecOutputs => execOutputs is [] ? ["exec-out"] : execOutputs;

    public bool HasExecIn { get; init; } = true;

    public bool HasExecOut { get; init; } = true;

    public DynamicOutputs OutputsFrom { get; init; }

    public DynamicExecOutputs ExecOutputsFrom { get; init; }
}
