using RayFlow.Model.Values;
using Xunit;

namespace RayFlow.Nodes.Tests.Math;

public sealed class ArithmeticTests
{
    public static TheoryData<string, string, string, string> Sums => new()
    {
        { "math_add", "1", "2", "3" },
        { "math_add", "1", "2.0", "3.0" },
        { "math_add", "0.1", "0.2", "0.30000000000000004" },
        { "math_add", "9223372036854775807", "0", "9223372036854775807" },
        { "math_add", "9223372036854775807", "1.0", "9.223372036854776E+18" },
        { "math_subtract", "1", "2", "-1" },
        { "math_subtract", "-9223372036854775808", "-1", "-9223372036854775807" },
        { "math_multiply", "-3", "4", "-12" },
        { "math_multiply", "2", "0.5", "1.0" },
        { "math_multiply", "-4611686018427387904", "2", "-9223372036854775808" },
        { "math_divide", "4", "2", "2.0" },
        { "math_divide", "1", "4", "0.25" },
        { "math_divide", "-1.5", "3", "-0.5" },
        { "math_min", "2", "1.5", "1.5" },
        { "math_min", "2", "2.0", "2" },
        { "math_min", "2.0", "2", "2.0" },
        { "math_max", "2", "1.5", "2" },
        { "math_max", "9007199254740993", "9007199254740992.0", "9007199254740993" },
        { "math_max", "-1", "-2.5", "-1" },
    };

    public static TheoryData<string, string, string> Signs => new()
    {
        // x, y, floored quotient | remainder, as in Knuth, The Art of Computer Programming, 1.2.4
        { "7", "2", "3|1" },
        { "-7", "2", "-4|1" },
        { "7", "-2", "-4|-1" },
        { "-7", "-2", "3|-1" },
        { "6", "-2", "-3|0" },
        { "0", "-5", "0|0" },
        { "7.5", "2", "3.0|1.5" },
        { "-7.5", "2", "-4.0|0.5" },
        { "7.5", "-2", "-4.0|-0.5" },
        { "-7.5", "-2.0", "3.0|-1.5" },
        { "-9223372036854775808", "3", "-3074457345618258603|1" },
    };

    public static TheoryData<string, string, string> Powers => new()
    {
        { "2", "10", "1024" },
        { "2", "62", "4611686018427387904" },
        { "-2", "63", "-9223372036854775808" },
        { "-3", "3", "-27" },
        { "0", "0", "1" },
        { "1", "9223372036854775807", "1" },
        { "-1", "9223372036854775807", "-1" },
        { "-1", "9223372036854775806", "1" },
        { "0", "9223372036854775807", "0" },
        { "2", "-1", "0.5" },
        { "4", "0.5", "2.0" },
        { "2.0", "3", "8.0" },
        { "-8.0", "3", "-512.0" },
    };

    [Theory]
    [MemberData(nameof(Sums))]
    public void TwoNumbers_OfEveryKind_GiveIntOnlyForInts(string type, string x, string y, string expected) =>
        Assert.Equal(expected, Binary(type, x, y).ToString());

    [Theory]
    [MemberData(nameof(Signs))]
    public void FloorDivideAndModulo_OfEverySign_RoundDownAndFollowTheDivisor(string x, string y, string expected) =>
        Assert.Equal(expected, $"{Binary("math_floor_divide", x, y)}|{Binary("math_modulo", x, y)}");

    [Theory]
    [MemberData(nameof(Powers))]
    public void Power_OfIntsAndFloats_IsExactForInts(string x, string y, string expected) =>
        Assert.Equal(expected, Binary("math_power", x, y).ToString());

    [Theory]
    [InlineData("math_add", "9223372036854775807", "1")]
    [InlineData("math_add", "-9223372036854775808", "-1")]
    [InlineData("math_subtract", "-9223372036854775808", "1")]
    [InlineData("math_subtract", "9223372036854775807", "-1")]
    [InlineData("math_multiply", "4611686018427387904", "2")]
    [InlineData("math_multiply", "-9223372036854775808", "-1")]
    [InlineData("math_multiply", "3037000500", "3037000500")]
    [InlineData("math_floor_divide", "-9223372036854775808", "-1")]
    [InlineData("math_power", "2", "63")]
    [InlineData("math_power", "10", "9223372036854775807")]
    public void Ints_BeyondSixtyFourBits_FailWithOverflow(string type, string x, string y) =>
        Assert.Equal("overflow", NodeCall.Code(type, ("x", ValueJson.Parse(x)), ("y", ValueJson.Parse(y))));

    [Theory]
    [InlineData("math_divide", "1", "0")]
    [InlineData("math_divide", "0.0", "0.0")]
    [InlineData("math_divide", "1", "-0.0")]
    [InlineData("math_floor_divide", "1", "0")]
    [InlineData("math_floor_divide", "1.0", "0")]
    [InlineData("math_modulo", "1", "0")]
    [InlineData("math_modulo", "1", "0.0")]
    [InlineData("math_power", "0", "-1")]
    [InlineData("math_power", "0.0", "-0.5")]
    public void Division_ByZero_FailsWithDivisionByZero(string type, string x, string y) =>
        Assert.Equal("division_by_zero", NodeCall.Code(type, ("x", ValueJson.Parse(x)), ("y", ValueJson.Parse(y))));

    [Theory]
    [InlineData("math_add", "1e308", "1e308")]
    [InlineData("math_subtract", "-1e308", "1e308")]
    [InlineData("math_multiply", "1e200", "1e200")]
    [InlineData("math_divide", "1e308", "1e-10")]
    [InlineData("math_floor_divide", "1e308", "0.1")]
    [InlineData("math_power", "10.0", "309")]
    public void Floats_BeyondTheirRange_FailWithNotFinite(string type, string x, string y) =>
        Assert.Equal("not_finite", NodeCall.Code(type, ("x", ValueJson.Parse(x)), ("y", ValueJson.Parse(y))));

    [Fact]
    public void Modulo_OfQuotientBeyondTheRange_IsStillExact()
    {
        Assert.Equal(0L, Binary("math_modulo", "-9223372036854775808", "-1"));
        Assert.InRange(Binary("math_modulo", "1e308", "1e-10").AsFloat(), 0, 1e-10);
    }

    [Theory]
    [InlineData("math_power", "-8", "0.5")]
    [InlineData("math_power", "-1.5", "-2.5")]
    public void Power_OfANegativeNumberToAFraction_FailsWithOutOfDomain(string type, string x, string y) =>
        Assert.Equal("out_of_domain", NodeCall.Code(type, ("x", ValueJson.Parse(x)), ("y", ValueJson.Parse(y))));

    [Fact]
    public void DivisionByZero_InItsMessage_NamesTheDividend() =>
        Assert.Equal("7 cannot be divided by zero.", NodeCall.Error("math_divide", ("x", 7L), ("y", 0L)).Message);

    private static Value Binary(string type, string x, string y) =>
        NodeCall.Result(type, ("x", ValueJson.Parse(x)), ("y", ValueJson.Parse(y)));
}
