using RayFlow.Model.Values;
using Xunit;

namespace RayFlow.Nodes.Tests.Data;

public sealed class DictTests
{
    private static readonly Value Order = ValueJson.Parse("""{"id":7,"to":{"city":"Bonn","lines":["a",{"b":2}]},"x.y":"dotted","none":null}""");

    [Theory]
    [InlineData("id", "7")]
    [InlineData("to.city", "\"Bonn\"")]
    [InlineData("to.lines.0", "\"a\"")]
    [InlineData("to.lines.1.b", "2")]
    [InlineData("x.y", "\"dotted\"")]
    [InlineData("none", "null")]
    public void Get_OfAPath_ReachesInside(string key, string expected) =>
        Assert.Equal(expected, NodeCall.Result("data_dict_get", ("dict", Order), ("key", key)).ToString());

    [Theory]
    [InlineData("missing")]
    [InlineData("to.missing")]
    [InlineData("id.deeper")]
    [InlineData("to.lines.2")]
    [InlineData("to.lines.-1")]
    [InlineData("to.lines.x")]
    [InlineData("none.deeper")]
    [InlineData("")]
    [InlineData("to.")]
    public void Get_OfAMissingPath_FailsUnlessThereIsADefault(string key)
    {
        Assert.Equal("missing_key", NodeCall.Code("data_dict_get", ("dict", Order), ("key", key)));
        Assert.Equal(5L, NodeCall.Result("data_dict_get", ("DEFAULT", 5L), ("dict", Order), ("key", key)));
        Assert.Equal(Value.Null, NodeCall.Result("data_dict_get", ("DEFAULT", Value.Null), ("dict", Order), ("key", key)));
    }

    [Fact]
    public void Make_OfConnectedInputs_KeepsTheirOrder() => Assert.Equal(
        """{"b":1,"a":null}""",
        NodeCall.Result("data_dict_make", ("b", 1L), ("a", Value.Null)).ToString());

    [Fact]
    public void Make_OfNothing_IsEmpty() => Assert.Equal("{}", NodeCall.Result("data_dict_make").ToString());

    [Fact]
    public void Set_OfAKey_LeavesTheGivenDictAsItWas()
    {
        var before = ValueMap.Of(("a", 1L), ("b", 2L));

        Assert.Equal("""{"a":9,"b":2}""", NodeCall.Result("data_dict_set", ("dict", before), ("key", "a"), ("value", 9L)).ToString());
        Assert.Equal("""{"a":1,"b":2,"c.d":3}""", NodeCall.Result("data_dict_set", ("dict", before), ("key", "c.d"), ("value", 3L)).ToString());
        Assert.Equal("""{"a":1,"b":2}""", ((Value)before).ToString());
    }

    [Fact]
    public void Merge_OfTwoDicts_LetsTheSecondWinAndTheFirstGiveThePlace() => Assert.Equal(
        """{"a":9,"b":2,"c":3}""",
        NodeCall.Result("data_dict_merge", ("a", ValueMap.Of(("a", 1L), ("b", 2L))), ("b", ValueMap.Of(("c", 3L), ("a", 9L)))).ToString());

    [Fact]
    public void Keys_OfALargeDict_AreInOrderOfInsertion()
    {
        var names = Enumerable.Range(0, 100).Select(i => $"k{(i * 37) % 100}").ToList();
        var dict = ValueMap.Create(names.Select(name => KeyValuePair.Create(name, Value.Null)));

        Assert.Equal(names, NodeCall.Result("data_dict_keys", ("dict", dict)).AsList().Select(key => key.AsStr()));
    }
}
