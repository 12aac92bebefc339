using RayFlow.Model.Values;
using Xunit;

namespace RayFlow.Nodes.Tests.Text;

public sealed class FormatTests
{
    private static readonly ValueMap Values = ValueMap.Of(
        ("name", "Ada"), ("n", 3L), ("x", 1.0), ("nothing", Value.Null), ("list", ValueList.Create([1L, "a"])), ("a.b c", "dotted"), ("", "empty"));

    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("{name}", "Ada")]
    [InlineData("<{name}|{n}|{x}|{nothing}|{list}>", "<Ada|3|1.0|null|[1,\"a\"]>")]
    [InlineData("{{name}}", "{name}")]
    [InlineData("{{{name}}}", "{Ada}")]
    [InlineData("}}{{", "}{")]
    [InlineData("{a.b c}", "dotted")]
    [InlineData("{}", "empty")]
    public void Format_OfATemplate_FillsInTheValues(string template, string expected) =>
        Assert.Equal(expected, NodeCall.Result("string_format", ("template", template), ("values", Values)));

    [Theory]
    [InlineData("ab{name", "The '{' at character 3 has no counterpart. Write it twice to have a brace in the text.")]
    [InlineData("{name}}", "The '}' at character 7 has no counterpart. Write it twice to have a brace in the text.")]
    [InlineData("{na{me}", "The '{' at character 1 has no counterpart. Write it twice to have a brace in the text.")]
    [InlineData("{", "The '{' at character 1 has no counterpart. Write it twice to have a brace in the text.")]
    public void Format_OfUnmatchedBraces_FailsWithBadTemplate(string template, string message)
    {
        var error = NodeCall.Error("string_format", ("template", template), ("values", Values));

        Assert.Equal(("bad_template", message), (error.Code, error.Message));
    }

    [Fact]
    public void Format_OfAMissingName_FailsWithMissingName()
    {
        var error = NodeCall.Error("string_format", ("template", "{name} {other}"), ("values", Values));

        Assert.Equal(("missing_name", "The template names 'other', which is not among the values."), (error.Code, error.Message));
    }
}
