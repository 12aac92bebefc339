using System.Text;
using RayFlow.Model.Flows;
using Xunit;

namespace RayFlow.Engine.Tests.Flows;

public class JsonLocatorTests
{
    private const string Text = """
        {
          "flow": {"nodes": [
            {"id": "ä€😀", "type": "log"},
            {"a/b": {"~": 12.50}, "long": {
              "x": 1
            }}
          ]},
          "twice": 1, "twice": [true]
        }
        """;

    [Theory]
    [InlineData("", 1, 1, 1)]
    [InlineData("/flow/nodes/0/id", 3, 12, 6)]
    [InlineData("/flow/nodes/0/type", 3, 28, 5)]
    [InlineData("/flow/nodes/1/a~1b/~0", 4, 19, 5)]
    [InlineData("/flow/nodes/1/long", 4, 35, 1)]
    [InlineData("/flow/nodes/1/long/x", 5, 12, 1)]
    [InlineData("/twice", 8, 24, 6)]
    public void Find_OfAPointer_GivesLineColumnAndLength(string pointer, int line, int column, int length) =>
        Assert.Equal(new JsonLocation(line, column, length), JsonLocator.Find(Encoding.UTF8.GetBytes(Text), pointer));

    [Theory]
    [InlineData("/flow/nodes/0/data/config", 3, 5)]
    [InlineData("/flow/nodes/7", 2, 21)]
    [InlineData("/flow/nodes/-", 2, 21)]
    [InlineData("/missing", 1, 1)]
    [InlineData("/twice/0/x", 8, 25)]
    public void Find_OfWhatIsNotThere_GivesTheInnermostPlaceOnTheWay(string pointer, int line, int column) =>
        Assert.Equal(new JsonLocation(line, column, 1), JsonLocator.Find(Encoding.UTF8.GetBytes(Text), pointer));

    [Fact]
    public void Find_InATextWithAByteOrderMark_DoesNotCountIt() =>
        Assert.Equal(new JsonLocation(1, 7, 1), JsonLocator.Find([0xEF, 0xBB, 0xBF, .. "{\"a\": 1}"u8], "/a"));

    [Theory]
    [InlineData("{\"a\": ", "/a")]
    [InlineData("", "")]
    [InlineData("{}", "a")]
    public void Find_InWhatIsNotJsonOrByWhatIsNoPointer_GivesNothing(string text, string pointer) =>
        Assert.Null(JsonLocator.Find(Encoding.UTF8.GetBytes(text), pointer));
}
