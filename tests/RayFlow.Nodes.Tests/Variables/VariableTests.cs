using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using Xunit;

namespace RayFlow.Nodes.Tests.Variables;

public sealed class VariableTests
{
    private static readonly ValueMap Store = ValueMap.Of(("n", 1L), ("none", Value.Null));

    [Fact]
    public void Get_OfAVariable_IsItsValueNullIncluded()
    {
        Assert.Equal(1L, NodeCall.Outputs("variables_get", Store, ("variable_name", "n"))["value"]);
        Assert.Equal(Value.Null, NodeCall.Outputs("variables_get", Store, ("variable_name", "none"))["value"]);
    }

    [Fact]
    public void Get_OfAnUnknownVariable_FailsAndNamesIt()
    {
        var error = Assert.Throws<NodeException>(() => NodeCall.Outputs("variables_get", Store, ("variable_name", "x"))).Error;

        Assert.Equal(("unknown_variable", "There is no variable 'x'. Declare it in the flow, or set it first."), (error.Code, error.Message));
    }

    [Fact]
    public void Get_WithoutAName_FailsWithBadSetting() => Assert.Equal("bad_setting", NodeCall.Code("variables_get"));

    [Theory]
    [InlineData("n", true)]
    [InlineData("none", true)]
    [InlineData("x", false)]
    public void Exists_OfAName_SaysWhetherThereIsSuchAVariable(string name, bool expected) =>
        Assert.Equal(expected, NodeCall.Outputs("variables_exists", Store, ("variable_name", name))["exists"]);

    [Fact]
    public void List_OfTheRun_IsEveryVariable() => Assert.Equal(Store, NodeCall.Outputs("variables_list", Store)["variables"].AsDict());

    [Fact]
    public async Task Set_OfAVariable_PassesTheValueThrough()
    {
        var variables = new FakeVariables();

        var result = await NodeCall.RunAsync("variables_set", Contexts.New(variables), ("variable_name", "x"), ("value", ValueList.Create([1L])));

        Assert.Equal("{\"value\":[1]}", ((Value)result.Outputs!).ToString());
        Assert.Equal("{\"x\":[1]}", ((Value)variables.Held).ToString());
    }

    [Fact]
    public async Task Increment_WithoutBy_AddsOne()
    {
        var variables = new FakeVariables { Held = Store };

        var result = await NodeCall.RunAsync("variables_increment", Contexts.New(variables), ("variable_name", "n"));
        var more = await NodeCall.RunAsync("variables_increment", Contexts.New(variables), ("variable_name", "n"), ("by", 0.5));

        Assert.Equal("2", result.Outputs!["value"].ToString());
        Assert.Equal("2.5", more.Outputs!["value"].ToString());
    }

    [Fact]
    public async Task Delete_OfAVariable_SaysWhetherThereWasOne()
    {
        var variables = new FakeVariables { Held = Store };

        var first = await NodeCall.RunAsync("variables_delete", Contexts.New(variables), ("variable_name", "n"));
        var second = await NodeCall.RunAsync("variables_delete", Contexts.New(variables), ("variable_name", "n"));

        Assert.Equal(Value.True, first.Outputs!["deleted"]);
        Assert.Equal(Value.False, second.Outputs!["deleted"]);
    }
}
