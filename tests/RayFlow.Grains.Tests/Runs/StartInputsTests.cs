using RayFlow.Engine.Planning;
using RayFlow.Grains.Runs;
using RayFlow.Model.Flows;
using RayFlow.Model.Values;
using RayFlow.Nodes.Catalog;
using RayFlow.Testing.Flows;

namespace RayFlow.Grains.Tests.Runs;

public sealed class StartInputsTests
{
    private static readonly FlowGraph Graph = Build();

    [Theory]
    [InlineData("""{}""", """{"given":5,"optional":null,"text":"x"}""")]
    [InlineData("""{"given":7,"text":"y"}""", """{"given":7,"optional":null,"text":"y"}""")]
    [InlineData("""{"given":null,"optional":null,"text":null}""", """{"given":null,"optional":null,"text":null}""")]
    public void Accept_TakesNullForAValueAndDefaultsForWhatIsAbsent(string inputs, string expected)
    {
        var problems = new List<FlowDiagnostic>();
        var accepted = StartInputs.Accept(Graph, ValueJson.Parse(inputs).AsDict().With("required", 1), problems);

        Assert.Empty(problems);
        Assert.Equal(ValueJson.Parse(expected), (Value)ValueMap.Create(accepted.Where(entry => entry.Key != "required")));
    }

    [Fact]
    public void Accept_OfNullForARequiredInput_SaysWhatIsNeeded()
    {
        var problems = new List<FlowDiagnostic>();
        StartInputs.Accept(Graph, ValueMap.Of(("required", Value.Null)), problems);

        Assert.Equal("Input 'required' must be int, but is null. Send a value of that type.", Assert.Single(problems).Message);
    }

    private static FlowGraph Build()
    {
        var schema = ValueJson.Parse(
            """{"given":{"type":"int","default":5},"optional":{"type":"int","required":false},"text":{"type":"str","default":"x"},"required":{"type":"int"}}""");
        var flow = new FlowBuilder().Config("api_schema", schema).Return().Exec("start", "return");
        return GraphBuilder.Build(flow.ToDocument(NodeCatalog.BuiltIn.Types), NodeCatalog.BuiltIn.Types, "hash");
    }
}
