using RayFlow.Model.Values;
using Xunit;

namespace RayFlow.Nodes.Tests.Math;

public sealed class RoundingTests
{
    public static TheoryData<string, string, string> Unaries => new()
    {
        { "math_abs", "-3", "3" },
        { "math_abs", "-3.5", "3.5" },
        { "math_abs", "-0.0", "0.0" },
        { "math_negate", "3", "-3" },
        { "math_negate", "-2.5", "2.5" },
        { "math_sqrt", "4", "2.0" },
        { "math_sqrt", "0", "0.0" },
        { "math_sqrt", "2", "1.4142135623730951" },
        { "math_floor", "2.9", "2" },
        { "math_floor", "-2.1", "-3" },
        { "math_floor", "9223372036854775807", "9223372036854775807" },
        { "math_ceil", "2.1", "3" },
        { "math_ceil", "-2.9", "-2" },
        { "math_ceil", "5", "5" },
    };

    public static TheoryData<string, long, string> Rounded => new()
    {
        { "0.5", 0, "0" },
        { "1.5", 0, "2" },
        { "2.5", 0, "2" },
        { "-0.5", 0, "0" },
        { "-1.5", 0, "-2" },
        { "2.675", 2, "2.67" }, // the float is 2.67499999999999982236431605997495353221893310546875
        { "2.665", 2, "2.67" }, // the float is 2.66500000000000003552713678800500929355621337890625
        { "0.125", 2, "0.12" },
        { "0.375", 2, "0.38" },
        { "-0.125", 2, "-0.12" },
        { "1.0", 3, "1.0" },
        { "1e300", 5, "1E+300" },
        { "5e-324", 1074, "5E-324" },
        { "5e-324", 10, "0.0" },
        { "1234.5", -2, "1200" },
        { "1250.0", -2, "1200" },
        { "1350.0", -2, "1400" },
        { "1e18", -400, "0" },
        { "0.0", -1, "0" },
        { "7", 2, "7" },
        { "15", -1, "20" },
        { "25", -1, "20" },
        { "-25", -1, "-20" },
        { "-26", -1, "-30" },
        { "9223372036854775807", -400, "0" },
        { "7", 9223372036854775807, "7" },
        { "0.1", 9223372036854775807, "0.1" },
        { "0.1", -9223372036854775808, "0" },
    };

    [Theory]
    [MemberData(nameof(Unaries))]
    public void OneNumber_OfEitherKind_GivesTheResult(string type, string x, string expected) =>
        Assert.Equal(expected, NodeCall.Result(type, ("x", ValueJson.Parse(x))).ToString());

    [Theory]
    [MemberData(nameof(Rounded))]
    public void Round_ToDigits_IsHalfToEvenAndExact(string x, long digits, string expected) =>
        Assert.Equal(expected, NodeCall.Result("math_round", ("x", ValueJson.Parse(x)), ("digits", digits)).ToString());

    [Fact]
    public void Round_WithoutDigits_GivesAnInt() => Assert.Equal("4", NodeCall.Result("math_round", ("x", 3.7)).ToString());

    [Theory]
    [InlineData("math_abs", "-9223372036854775808")]
    [InlineData("math_negate", "-9223372036854775808")]
    [InlineData("math_floor", "9223372036854775808.0")]
    [InlineData("math_ceil", "-1e300")]
    [InlineData("math_round", "1e19")]
    public void OneNumber_BeyondSixtyFourBits_FailsWithOverflow(string type, string x) =>
        Assert.Equal("overflow", NodeCall.Code(type, ("x", ValueJson.Parse(x))));

    [Fact]
    public void Round_UpBeyondSixtyFourBits_FailsWithOverflow() =>
        Assert.Equal("overflow", NodeCall.Code("math_round", ("x", long.MaxValue), ("digits", -1L)));

    [Theory]
    [InlineData("-1")]
    [InlineData("-0.001")]
    public void Sqrt_OfANegative_FailsWithOutOfDomain(string x) =>
        Assert.Equal("out_of_domain", NodeCall.Code("math_sqrt", ("x", ValueJson.Parse(x))));
}
