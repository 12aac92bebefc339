using RayFlow.Model.Values;
using Xunit;

namespace RayFlow.Nodes.Tests.Logic;

public sealed class GateTests
{
    [Theory]
    [InlineData(false, false, false, false, false)]
    [InlineData(false, true, false, true, true)]
    [InlineData(true, false, false, true, true)]
    [InlineData(true, true, true, true, false)]
    public void Gates_OfTwoBooleans_FollowTheirTables(bool a, bool b, bool and, bool or, bool xor)
    {
        Assert.Equal(and, NodeCall.Result("logic_and", ("a", a), ("b", b)));
        Assert.Equal(or, NodeCall.Result("logic_or", ("a", a), ("b", b)));
        Assert.Equal(xor, NodeCall.Result("logic_xor", ("a", a), ("b", b)));
        Assert.Equal(!a, NodeCall.Result("logic_not", ("value", a)));
    }

    [Theory]
    [InlineData(true, "[1]")]
    [InlineData(false, "null")]
    public void Select_ByItsCondition_PassesAnyValue(bool condition, string expected) => Assert.Equal(
        expected,
        NodeCall.Result("logic_select", ("condition", condition), ("a", ValueJson.Parse("[1]")), ("b", Value.Null)).ToString());
}
