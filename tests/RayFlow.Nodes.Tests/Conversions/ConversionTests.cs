using RayFlow.Model.Values;
using Xunit;

namespace RayFlow.Nodes.Tests.Conversions;

public sealed class ConversionTests
{
    public static TheoryData<string, string, string> Converted => new()
    {
        { "convert_int", "7", "7" },
        { "convert_int", "3.99", "3" },
        { "convert_int", "-3.99", "-3" },
        { "convert_int", "true", "1" },
        { "convert_int", "false", "0" },
        { "convert_int", "\" +42\\n\"", "42" },
        { "convert_int", "\"-0009223372036854775808\"", "-9223372036854775808" },
        { "convert_float", "7", "7.0" },
        { "convert_float", "1.5", "1.5" },
        { "convert_float", "true", "1.0" },
        { "convert_float", "\" -1.5e3 \"", "-1500.0" },
        { "convert_float", "\".5\"", "0.5" },
        { "convert_str", "\"a\"", "\"a\"" },
        { "convert_str", "1", "\"1\"" },
        { "convert_str", "1.0", "\"1.0\"" },
        { "convert_str", "true", "\"true\"" },
        { "convert_str", "null", "\"null\"" },
        { "convert_str", "[1,\"a\"]", "\"[1,\\\"a\\\"]\"" },
        { "convert_bool", "true", "true" },
        { "convert_bool", "0", "false" },
        { "convert_bool", "-0.0", "false" },
        { "convert_bool", "0.1", "true" },
        { "convert_bool", "null", "false" },
        { "convert_bool", "\" True \"", "true" },
        { "convert_bool", "\"no\"", "false" },
        { "convert_bool", "\"ON\"", "true" },
        { "convert_bool", "\"0\"", "false" },
    };

    [Theory]
    [MemberData(nameof(Converted))]
    public void Conversion_OfWhatHasAMeaning_GivesIt(string type, string value, string expected) =>
        Assert.Equal(expected, NodeCall.Result(type, ("value", ValueJson.Parse(value))).ToString());

    [Theory]
    [InlineData("convert_int", "\"3.5\"", "cannot_convert")]
    [InlineData("convert_int", "\"\"", "cannot_convert")]
    [InlineData("convert_int", "\"1 2\"", "cannot_convert")]
    [InlineData("convert_int", "\"0x10\"", "cannot_convert")]
    [InlineData("convert_int", "\"9223372036854775808\"", "overflow")]
    [InlineData("convert_int", "1e19", "overflow")]
    [InlineData("convert_int", "null", "cannot_convert")]
    [InlineData("convert_int", "[1]", "cannot_convert")]
    [InlineData("convert_float", "\"NaN\"", "cannot_convert")]
    [InlineData("convert_float", "\"Infinity\"", "cannot_convert")]
    [InlineData("convert_float", "\"1,5\"", "cannot_convert")]
    [InlineData("convert_float", "\"1e400\"", "not_finite")]
    [InlineData("convert_float", "null", "cannot_convert")]
    [InlineData("convert_float", "{}", "cannot_convert")]
    [InlineData("convert_bool", "\"maybe\"", "cannot_convert")]
    [InlineData("convert_bool", "\"\"", "cannot_convert")]
    [InlineData("convert_bool", "[]", "cannot_convert")]
    public void Conversion_OfAnythingElse_Fails(string type, string value, string code) =>
        Assert.Equal(code, NodeCall.Code(type, ("value", ValueJson.Parse(value))));

    [Fact]
    public void Conversion_OfAVeryLongText_IsRefusedAtOnceAndNotRepeated()
    {
        var error = NodeCall.Error("convert_int", ("value", new string('9', 10_000_000)));

        Assert.Equal("cannot_convert", error.Code);
        Assert.InRange(error.Message.Length, 1, 200);
    }
}
