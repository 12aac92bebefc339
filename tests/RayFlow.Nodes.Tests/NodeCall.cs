using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Catalog;
using RayFlow.Nodes.Sdk;
using Xunit;

namespace RayFlow.Nodes.Tests;

/// <summary>Evaluates built-in nodes as the orchestrator does: inputs brought into their pins' types, defaults filled in.</summary>
internal static class NodeCall
{
    /// <summary>The only output of a pure node.</summary>
    public static Value Result(string type, params (string Name, Value Value)[] inputs) => Assert.Single(Outputs(type, inputs)).Value;

    /// <summary>The outputs of a pure node. Names in upper case are constants, <c>variable_name</c> is configuration.</summary>
    public static ValueMap Outputs(string type, params (string Name, Value Value)[] inputs) => Outputs(type, null, inputs);

    /// <summary>The outputs of a pure node that reads variables.</summary>
    public static ValueMap Outputs(string type, ValueMap? variables, params (string Name, Value Value)[] inputs)
    {
        Assert.True(NodeCatalog.BuiltIn.Types.TryGet(type, out var found), type);
        var descriptor = found.Descriptor;
        var given = inputs.Where(input => !IsSetting(input.Name)).ToDictionary(input => input.Name, input => input.Value);
        var free = given.Keys.Where(name => descriptor.Inputs.All(pin => pin.Name != name)).ToList();
        Assert.True(free.Count == 0 || descriptor.AnyInputs, $"{type} has no input {string.Join(", ", free)}");
        var values = descriptor.Inputs
            .Select(pin => given.TryGetValue(pin.Name, out var value) ? Accept(pin, value) : pin.Default ?? throw new ArgumentException($"{type} needs {pin.Name}"))
            .Concat(free.Select(name => given[name]))
            .ToArray();
        var outputs = new Value[descriptor.Outputs.Count];
        found.Bind!(Settings(free, inputs))(values, outputs, variables);
        return ValueMap.Create(descriptor.Outputs.Select((pin, i) => KeyValuePair.Create(pin.Name, outputs[i])));
    }

    /// <summary>The code with which a pure node fails.</summary>
    public static string Code(string type, params (string Name, Value Value)[] inputs) => Error(type, inputs).Code;

    /// <summary>The error with which a pure node fails.</summary>
    public static NodeError Error(string type, params (string Name, Value Value)[] inputs) =>
        Assert.Throws<NodeException>(() => Outputs(type, inputs)).Error;

    /// <summary>One attempt at a node that runs in its grain.</summary>
    public static Task<NodeResult> RunAsync(string type, NodeContext context, params (string Name, Value Value)[] inputs) =>
        NodeCatalog.BuiltIn.RunAsync(
            type,
            ValueMap.Of([.. inputs.Where(input => !IsSetting(input.Name))]),
            Settings([], inputs),
            context,
            TaskScheduler.Default,
            CancellationToken.None);

    private static NodeSettings Settings(IReadOnlyList<string> free, (string Name, Value Value)[] inputs) => new(
        ValueMap.Of([.. inputs.Where(input => char.IsUpper(input.Name[0]))]),
        ValueMap.Of([.. inputs.Where(input => input.Name == "variable_name")]),
        free);

    private static bool IsSetting(string name) => char.IsUpper(name[0]) || name == "variable_name";

    private static Value Accept(InputPin pin, Value value) =>
        pin.TryAccept(value, out var accepted) ? accepted : throw new ArgumentException($"{value} does not fit {pin}");
}
