using RayFlow.Model.Values;
using Xunit;

namespace RayFlow.Nodes.Tests.Data;

public sealed class JsonTests
{
    [Theory]
    [InlineData("1", ValueKind.Int)]
    [InlineData("1.0", ValueKind.Float)]
    [InlineData("1e2", ValueKind.Float)]
    [InlineData("9223372036854775808", ValueKind.Float)]
    [InlineData(" null ", ValueKind.Null)]
    [InlineData("\"😀\\u0041\"", ValueKind.Str)]
    [InlineData("[1,{\"a\":[]}]", ValueKind.List)]
    public void Parse_OfJson_GivesItsKind(string json, ValueKind kind) =>
        Assert.Equal(kind, NodeCall.Result("data_json_parse", ("json_string", json)).Kind);

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("[1,]", 1, 4)]
    [InlineData("{\n  \"ä\": tru }", 2, 11)]
    [InlineData("{\"a\":1}\n\nx", 3, 1)]
    [InlineData("[1e400]", 1, 2)]
    [InlineData("[\n\"\\ud800\"]", 2, 1)]
    [InlineData("{'a':1}", 1, 2)]
    [InlineData("[NaN]", 1, 2)]
    [InlineData("// comment", 1, 1)]
    public void Parse_OfOtherText_FailsWithLineAndColumn(string json, int line, int column)
    {
        var error = NodeCall.Error("data_json_parse", ("json_string", json));

        Assert.Equal("bad_json", error.Code);
        Assert.StartsWith($"Line {line}, column {column}: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(128, null)]
    [InlineData(129, "too_deep")]
    [InlineData(257, "bad_json")]
    [InlineData(100_000, "bad_json")]
    public void Parse_OfDeepNesting_FailsBeyondTheLimit(int depth, string? code)
    {
        var json = new string('[', depth) + new string(']', depth);

        if (code is null)
        {
            Assert.Equal(depth, NodeCall.Result("data_json_parse", ("json_string", json)).Extent.Depth);
        }
        else
        {
            Assert.Equal(code, NodeCall.Code("data_json_parse", ("json_string", json)));
        }
    }

    [Theory]
    [InlineData("[1, 2.0, \"ä\\n\\\"<\", null, {\"b\": true}, [], {}]", 0, "[1,2.0,\"ä\\n\\\"<\",null,{\"b\":true},[],{}]")]
    [InlineData("[1,2.5]", 2, "[\n  1,\n  2.5\n]")]
    [InlineData("{\"a\":{\"b\":[1]},\"c\":[]}", 1, "{\n \"a\": {\n  \"b\": [\n   1\n  ]\n },\n \"c\": []\n}")]
    [InlineData("\"text\"", 4, "\"text\"")]
    public void Stringify_WithIndent_WritesJson(string json, long indent, string expected)
    {
        var text = NodeCall.Result("data_json_stringify", ("INDENT", indent), ("data", ValueJson.Parse(json)));

        Assert.Equal(expected, text);
        Assert.Equal(ValueJson.Parse(json), NodeCall.Result("data_json_parse", ("json_string", text)));
    }

    [Fact]
    public void Stringify_OfAValueThatIndentationMakesHuge_FailsWithTooLarge()
    {
        Value nested = ValueList.Create([.. Enumerable.Repeat((Value)1L, 100_000)]);
        for (var depth = 1; depth < 120; depth++)
        {
            nested = ValueList.Create([nested]);
        }

        Assert.Equal("too_large", NodeCall.Code("data_json_stringify", ("INDENT", 16L), ("data", nested)));
    }
}
