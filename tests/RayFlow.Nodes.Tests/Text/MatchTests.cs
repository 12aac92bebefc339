using RayFlow.Model.Values;
using Xunit;

namespace RayFlow.Nodes.Tests.Text;

public sealed class MatchTests
{
    [Theory]
    [InlineData("order 42 of 7", @"\d+", true, "[\"42\"]")]
    [InlineData("2024-05-06", @"^(\d+)-(\d+)-(\d+)$", true, "[\"2024-05-06\",\"2024\",\"05\",\"06\"]")]
    [InlineData("b", "(a)|(b)", true, "[\"b\",\"\",\"b\"]")]
    [InlineData("abc", "x", false, "[]")]
    [InlineData("", "", true, "[\"\"]")]
    [InlineData("ABC", "(?i)b", true, "[\"B\"]")]
    public void Match_SearchedForAnywhere_GivesTheGroups(string text, string pattern, bool matched, string groups)
    {
        var outputs = NodeCall.Outputs("string_match", ("text", text), ("pattern", pattern));

        Assert.Equal(matched, outputs["matched"]);
        Assert.Equal(groups, outputs["groups"].ToString());
    }

    [Theory]
    [InlineData("(")]
    [InlineData("a(?=b)")]
    [InlineData(@"(a)\1")]
    [InlineData("((a{500}){500}){500}")]
    public void Match_OfAPatternThatIsNoneOrNeedsBacktracking_FailsWithBadPattern(string pattern) =>
        Assert.Equal("bad_pattern", NodeCall.Code("string_match", ("text", "a"), ("pattern", pattern)));

    [Fact]
    public void Match_OfAPatternThatBacktrackersChokeOn_Ends()
    {
        // A backtracking engine would try 2^50000 ways.
        var outputs = NodeCall.Outputs("string_match", ("text", new string('a', 50_000) + "!"), ("pattern", "^(a+)+$"));

        Assert.Equal(Value.False, outputs["matched"]);
    }
}
