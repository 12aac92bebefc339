using RayFlow.Model.Values;
using Xunit;

namespace RayFlow.Nodes.Tests.Logic;

public sealed class CompareTests
{
    [Theory]
    [InlineData("1", "1.0", true)]
    [InlineData("9007199254740993", "9007199254740992.0", false)]
    [InlineData("9223372036854775807", "9223372036854775808.0", false)]
    [InlineData("0.0", "-0.0", true)]
    [InlineData("1", "true", false)]
    [InlineData("0", "null", false)]
    [InlineData("null", "null", true)]
    [InlineData("\"a\"", "\"A\"", false)]
    [InlineData("[1,2]", "[1.0,2]", true)]
    [InlineData("[1,2]", "[2,1]", false)]
    [InlineData("{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", true)]
    [InlineData("{\"a\":1}", "{\"a\":1,\"b\":2}", false)]
    public void Equality_OfAnyTwoValues_IsByContent(string a, string b, bool equal)
    {
        Assert.Equal(equal, Compare("==", a, b));
        Assert.Equal(!equal, Compare("!=", a, b));
    }

    [Theory]
    [InlineData("1", "2")]
    [InlineData("1", "1.5")]
    [InlineData("0.5", "1")]
    [InlineData("9007199254740992.0", "9007199254740993")]
    [InlineData("9223372036854775807", "9223372036854775808.0")]
    [InlineData("-1e300", "-9223372036854775808")]
    [InlineData("-2.5", "-2")]
    [InlineData("\"\"", "\"a\"")]
    [InlineData("\"Z\"", "\"a\"")]
    [InlineData("\"a\"", "\"ab\"")]
    [InlineData("\"\uFFFD\"", "\"\U00010000\"")] // by scalar values; by UTF-16 code units it would be the other way round
    [InlineData("false", "true")]
    public void Order_OfLikeValues_IsStrict(string less, string greater)
    {
        Assert.True(Compare("<", less, greater));
        Assert.True(Compare("<=", less, greater));
        Assert.False(Compare(">", less, greater));
        Assert.False(Compare(">=", less, greater));
        Assert.True(Compare(">", greater, less));
        Assert.False(Compare("<", less, less));
        Assert.True(Compare("<=", less, less));
        Assert.True(Compare(">=", less, less));
    }

    [Theory]
    [InlineData("1", "\"1\"")]
    [InlineData("1", "true")]
    [InlineData("null", "1")]
    [InlineData("null", "null")]
    [InlineData("[1]", "[2]")]
    [InlineData("{}", "{}")]
    public void Order_OfUnlikeOrUnorderedValues_FailsWithTypeMismatch(string a, string b) =>
        Assert.Equal("type_mismatch", NodeCall.Code("logic_compare", ("OPERATOR", "<"), ("a", ValueJson.Parse(a)), ("b", ValueJson.Parse(b))));

    [Fact]
    public void Operator_NotSet_IsEquality() => Assert.Equal(Value.True, NodeCall.Result("logic_compare", ("a", 1L), ("b", 1L)));

    [Fact]
    public void Operator_OfAnotherType_FailsWithBadSetting() =>
        Assert.Equal("bad_setting", NodeCall.Code("logic_compare", ("OPERATOR", 1L), ("a", 1L), ("b", 1L)));

    private static bool Compare(string @operator, string a, string b) =>
        NodeCall.Result("logic_compare", ("OPERATOR", @operator), ("a", ValueJson.Parse(a)), ("b", ValueJson.Parse(b))).AsBool();
}
