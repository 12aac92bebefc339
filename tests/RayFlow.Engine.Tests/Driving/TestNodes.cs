using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Catalog;

namespace RayFlow.Engine.Tests.Driving;

/// <summary>The built-in node types, and some that only tests need.</summary>
internal sealed class TestNodes
{
    public TestNodes() => Types = new NodeTypes(
    [
        .. NodeCatalog.BuiltIn.Types.All,
        new NodeType(Describe("test_effect", NodeKind.Effect) with { AnyInputs = true, Inputs = [new InputPin("value", PinType.Any, Value.Null)], Outputs = [new OutputPin("value", PinType.Any)] }),
        new NodeType(Describe("test_typed", NodeKind.Effect) with
        {
            Outputs =
            [
                new OutputPin("int", PinType.Int), new OutputPin("float", PinType.Float), new OutputPin("str", PinType.Str), new OutputPin("bool", PinType.Bool),
                new OutputPin("list", PinType.List), new OutputPin("dict", PinType.Dict), new OutputPin("any", PinType.Any),
            ],
        }),
        new NodeType(Describe("test_error_output", NodeKind.Effect) with { Outputs = [new OutputPin("error", PinType.Any)] }),
        new NodeType(Describe("test_heavy", NodeKind.Pure) with { Heavy = true, Inputs = [new InputPin("x", PinType.Any, Value.Null)], Outputs = [new OutputPin("result", PinType.Any)] }),
        new NodeType(
            Describe("test_tick", NodeKind.Pure) with { Inputs = [new InputPin("value", PinType.Any, Value.Null)], Outputs = [new OutputPin("value", PinType.Any)] },
            _ => Tick),
        new NodeType(
            Describe("test_two", NodeKind.Pure) with { Inputs = [new InputPin("a", PinType.Any, Value.Null), new InputPin("b", PinType.Any, Value.Null)], Outputs = [new OutputPin("list", PinType.List)] },
            _ => (inputs, outputs, _) => outputs[0] = ValueList.Create(inputs)),
        new NodeType(
            Describe("test_bool", NodeKind.Pure) with { Inputs = [new InputPin("value", PinType.Any, Value.Null)], Outputs = [new OutputPin("result", PinType.Bool)] },
            _ => (inputs, outputs, _) => outputs[0] = Sum(inputs[0]) % 2 == 0),
        new NodeType(
            Describe("test_list", NodeKind.Pure) with { Inputs = [new InputPin("value", PinType.Any, Value.Null)], Outputs = [new OutputPin("list", PinType.List)] },
            _ => (inputs, outputs, _) => outputs[0] = ValueList.Create([.. Enumerable.Range(0, Sum(inputs[0]) % 4).Select(i => (Value)i)])),
        new NodeType(
            Describe("test_throw", NodeKind.Pure) with { Inputs = [new InputPin("value", PinType.Any, Value.Null)], Outputs = [new OutputPin("value", PinType.Any)] },
            _ => (_, _, _) => throw new InvalidOperationException("boom")),
        new NodeType(
            Describe("test_given_up", NodeKind.Pure) with { Inputs = [new InputPin("value", PinType.Any, Value.Null)], Outputs = [new OutputPin("value", PinType.Any)] },
            _ => (_, _, _) => throw new RunFaultException(new NodeError("node_too_slow", "It is slow.", false))),
        new NodeType(
            Describe("test_fault", NodeKind.Pure) with { Inputs = [new InputPin("value", PinType.Any, Value.Null)], Outputs = [new OutputPin("value", PinType.Any)] },
            _ => (_, _, _) => throw new NodeException("faulty", "It is faulty.", retryable: true)),
    ]);

    /// <summary>The types.</summary>
    public NodeTypes Types { get; }

    /// <summary>How often a <c>test_tick</c> was evaluated.</summary>
    public int Ticks { get; private set; }

    private static int Sum(Value value) => value.ToString().Sum(character => character);

    private static NodeDescriptor Describe(string type, NodeKind kind) => new() { Type = type, Kind = kind, Category = "test", Label = type };

    private void Tick(ReadOnlySpan<Value> inputs, Span<Value> outputs, ValueMap? variables)
    {
        Ticks++;
        outputs[0] = inputs[0];
    }
}
