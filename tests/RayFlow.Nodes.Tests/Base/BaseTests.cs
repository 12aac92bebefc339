using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;
using Xunit;

namespace RayFlow.Nodes.Tests.Base;

public sealed class BaseTests
{
    [Theory]
    [InlineData("", "[1]", "[1]")]
    [InlineData("", "null", "null")]
    [InlineData("so far", "null", "so far")]
    [InlineData("total", "3", "total: 3")]
    [InlineData("name", "\"Ada\"", "name: Ada")]
    public async Task Log_OfMessageAndValue_WritesALineAndPassesTheValueThrough(string message, string value, string expected)
    {
        var result = await NodeCall.RunAsync("log", Contexts.New(), ("value", ValueJson.Parse(value)), ("message", message));

        Assert.Equal(value, result.Outputs!["value"].ToString());
        var line = Assert.Single(result.Log);
        Assert.Equal((NodeLogLevel.Info, expected), (line.Level, line.Message));
    }

    [Fact]
    public async Task Log_AtALevel_KeepsIt()
    {
        var result = await NodeCall.RunAsync("log", Contexts.New(), ("LEVEL", "error"), ("value", 1L));

        Assert.Equal(NodeLogLevel.Error, Assert.Single(result.Log).Level);
    }

    [Fact]
    public async Task Log_OfALongText_IsCut()
    {
        var result = await NodeCall.RunAsync("log", Contexts.New(), ("value", new string('x', 100_000)));

        Assert.Equal(NodeContext.MaxLogMessage, Assert.Single(result.Log).Message.Length);
        Assert.Equal(100_000, result.Outputs!["value"].AsStr().Length);
    }

    [Fact]
    public async Task Checkpoint_OfAValue_PassesItThrough()
    {
        var result = await NodeCall.RunAsync("checkpoint", Contexts.New(), ("value", ValueMap.Of(("a", 1L))));

        Assert.Equal("{\"a\":1}", result.Outputs!["value"].ToString());
    }

    [Fact]
    public async Task Now_AtAMoment_GivesItInBothForms()
    {
        var time = new FixedTime(new DateTimeOffset(2024, 2, 29, 23, 59, 59, TimeSpan.FromHours(2)).AddTicks(1234567));

        var result = await NodeCall.RunAsync("time_now", Contexts.New(time: time));

        Assert.Equal("2024-02-29T21:59:59.123456Z", result.Outputs!["iso"]);
        Assert.Equal(1709243999.123456, result.Outputs!["unix_seconds"].AsFloat());
    }

    [Theory]
    [InlineData("fail")]
    [InlineData("no_such_node")]
    public async Task RunAsync_OfWhatIsNotRunInAGrain_FailsWithUnknownType(string type)
    {
        var result = await NodeCall.RunAsync(type, Contexts.New());

        Assert.Equal("unknown_type", result.Error!.Code);
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now.ToUniversalTime();
    }
}
