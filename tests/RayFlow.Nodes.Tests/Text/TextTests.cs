using RayFlow.Model.Values;
using Xunit;

namespace RayFlow.Nodes.Tests.Text;

public sealed class TextTests
{
    private static readonly string Large = new('x', 9_000_000);

    [Theory]
    [InlineData("string_upper", "straße é", "STRASSE É", "STRAßE É")]
    [InlineData("string_lower", "ÀÉ İ", "àé i̇", "àé İ")]
    public void Case_OfAnyLanguage_IsMappedOneToOne(string type, string text, string full, string simple)
    {
        // Simple case mapping: one character becomes one character (Unicode, section 3.13).
        Assert.NotEqual(full, simple);
        Assert.Equal(simple, NodeCall.Result(type, ("text", text)));
    }

    [Theory]
    [InlineData(" \t\r\n a b \u00A0\u2003", "a b")]
    [InlineData("", "")]
    [InlineData("  ", "")]
    public void Trim_OfWhiteSpace_LeavesWhatIsInside(string text, string expected) =>
        Assert.Equal(expected, NodeCall.Result("string_trim", ("text", text)));

    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 3)]
    [InlineData("äöü", 3)]
    [InlineData("😀", 1)]
    [InlineData("a😀b", 3)]
    [InlineData("e\u0301", 2)]
    [InlineData("👩‍👧", 3)]
    public void Length_OfText_CountsScalarValues(string text, long expected) =>
        Assert.Equal(expected, NodeCall.Result("string_length", ("text", text)));

    [Theory]
    [InlineData("hello", 1, 3, "ell")]
    [InlineData("hello", 1, -1, "ello")]
    [InlineData("hello", -3, 2, "ll")]
    [InlineData("hello", -99, 2, "he")]
    [InlineData("hello", 5, 3, "")]
    [InlineData("hello", 99, -1, "")]
    [InlineData("hello", 3, 99, "lo")]
    [InlineData("hello", 0, 0, "")]
    [InlineData("a😀b😀c", 1, 3, "😀b😀")]
    [InlineData("a😀b😀c", -2, -1, "😀c")]
    [InlineData("hello", long.MinValue, long.MaxValue, "hello")]
    [InlineData("hello", long.MaxValue, long.MaxValue, "")]
    public void Substring_ByScalarValues_LeavesOutWhatIsNotThere(string text, long start, long length, string expected) =>
        Assert.Equal(expected, NodeCall.Result("string_substring", ("text", text), ("start", start), ("length", length)));

    [Fact]
    public void Substring_OfNegativeLength_FailsWithOutOfRange() =>
        Assert.Equal("out_of_range", NodeCall.Code("string_substring", ("text", "abc"), ("start", 0L), ("length", -2L)));

    [Theory]
    [InlineData("a,b,,c", ",", "[\"a\",\"b\",\"\",\"c\"]")]
    [InlineData("", ",", "[\"\"]")]
    [InlineData(",", ",", "[\"\",\"\"]")]
    [InlineData("a--b-c", "--", "[\"a\",\"b-c\"]")]
    [InlineData("aaa", "aa", "[\"\",\"a\"]")]
    public void Split_ByADelimiter_KeepsEmptyParts(string text, string delimiter, string expected) =>
        Assert.Equal(expected, NodeCall.Result("string_split", ("text", text), ("delimiter", delimiter)).ToString());

    [Theory]
    [InlineData("[\"a\",\"b\"]", "-", "a-b")]
    [InlineData("[]", "-", "")]
    [InlineData("[1,2.0,null,true,[1],{\"a\":\"b\"}]", "|", "1|2.0|null|true|[1]|{\"a\":\"b\"}")]
    public void Join_OfAnyValues_WritesThemAsText(string parts, string delimiter, string expected) =>
        Assert.Equal(expected, NodeCall.Result("string_join", ("parts", ValueJson.Parse(parts)), ("delimiter", delimiter)));

    [Theory]
    [InlineData("a.a", "a", "aa", "aa.aa")]
    [InlineData("aaa", "aa", "b", "ba")]
    [InlineData("A", "a", "b", "A")]
    [InlineData("a\u0301", "a", "b", "b\u0301")]
    [InlineData("abc", "b", "", "ac")]
    public void Replace_OfEveryOccurrence_IsToTheLetter(string text, string find, string with, string expected) =>
        Assert.Equal(expected, NodeCall.Result("string_replace", ("text", text), ("find", find), ("with", with)));

    [Theory]
    [InlineData("hello", "ell", true)]
    [InlineData("hello", "ELL", false)]
    [InlineData("hello", "", true)]
    [InlineData("", "a", false)]
    [InlineData("a\u00ADb", "ab", false)] // a soft hyphen is a character
    public void Contains_OfAText_IsToTheLetter(string text, string find, bool expected) =>
        Assert.Equal(expected, NodeCall.Result("string_contains", ("text", text), ("find", find)));

    [Fact]
    public void EmptyText_ToLookFor_FailsWithEmptyText()
    {
        Assert.Equal("empty_text", NodeCall.Code("string_replace", ("text", "a"), ("find", ""), ("with", "b")));
        Assert.Equal("empty_text", NodeCall.Code("string_split", ("text", "a"), ("delimiter", "")));
    }

    [Fact]
    public void Concat_OfTwoTexts_IsOneAfterTheOther() =>
        Assert.Equal("abc", NodeCall.Result("string_concat", ("a", "ab"), ("b", "c")));

    [Fact]
    public void Results_BeyondWhatAPinCarries_FailWithTooLarge()
    {
        Assert.Equal("too_large", NodeCall.Code("string_concat", ("a", Large), ("b", Large)));
        Assert.Equal("too_large", NodeCall.Code("string_replace", ("text", Large), ("find", "x"), ("with", Large)));
        Assert.Equal("too_large", NodeCall.Code("string_split", ("text", Large), ("delimiter", "x")));
        Assert.Equal("too_large", NodeCall.Code("string_join", ("parts", ValueList.Create([1L, 2L, 3L])), ("delimiter", Large)));
        Assert.Equal("too_large", NodeCall.Code("string_format", ("template", "{x}{x}"), ("values", ValueMap.Of(("x", Large)))));
    }
}
