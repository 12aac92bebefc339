using RayFlow.Cli;
using RayFlow.Cli.Output;
using RayFlow.Cli.Running;
using RayFlow.Model.Values;

namespace RayFlow.Api.Tests.Cli;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("x=5", "{\"x\":5}")]
    [InlineData("x=1.0", "{\"x\":1.0}")]
    [InlineData("x=[1, {\"a\": null}]", "{\"x\":[1,{\"a\":null}]}")]
    [InlineData("x=true", "{\"x\":true}")]
    [InlineData("x=yes", "{\"x\":\"yes\"}")]
    [InlineData("x=", "{\"x\":\"\"}")]
    [InlineData("x=a=b", "{\"x\":\"a=b\"}")]
    [InlineData("x=\"5\"", "{\"x\":\"5\"}")]
    public void Input_Value_IsJsonIfItParsesElseText(string given, string expected) =>
        Assert.Equal(expected, Value.Of(RunInputs.Read(null, [given])).ToString());

    [Theory]
    [InlineData("x")]
    [InlineData("=5")]
    public void Input_WithoutANameOrAValue_IsRefused(string given) =>
        Assert.Equal(ExitCode.Wrong, Assert.Throws<CliException>(() => RunInputs.Read(null, [given])).ExitCode);

    [Fact]
    public void Inputs_GivenTwice_AreThoseOfTheFileUnderThoseOfTheLine()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "\uFEFF{\"x\": 1, \"y\": 2}");

        var inputs = RunInputs.Read(new FileInfo(file), ["y=3"]);

        File.Delete(file);
        Assert.Equal("{\"x\":1,\"y\":3}", Value.Of(inputs).ToString());
    }

    [Theory]
    [InlineData("run")]
    [InlineData("run flow.json --on-error panic")]
    [InlineData("runs --status broken")]
    [InlineData("frobnicate")]
    [InlineData("up --port many")]
    [InlineData("watch")]
    public void CommandLine_ThatIsWrong_IsFoundBeforeAnythingIsDone(string line) =>
        Assert.NotEmpty(RayFlowCommand.Create().Parse(line.Split(' ')).Errors);

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("15m", 900)]
    [InlineData("1h", 3600)]
    [InlineData("1.5d", 129_600)]
    public void Since_Duration_IsBeforeNow(string text, double seconds) =>
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(-seconds), Words.Since(text, DateTimeOffset.UnixEpoch));

    [Fact]
    public void Since_Moment_IsThatMoment() =>
        Assert.Equal(new DateTimeOffset(2025, 1, 31, 8, 0, 0, TimeSpan.Zero), Words.Since("2025-01-31T08:00:00Z", DateTimeOffset.UnixEpoch));

    [Theory]
    [InlineData("soon")]
    [InlineData("h")]
    [InlineData("1x")]
    public void Since_Nonsense_IsRefused(string text) => Assert.Throws<CliException>(() => Words.Since(text, DateTimeOffset.UnixEpoch));

    [Fact]
    public void Plain_ControlCharacters_CannotSteerTheTerminal() =>
        Assert.Equal("a\uFFFD[31mb \uFFFDc", Plain.Line("a\u001b[31mb\n\u009bc"));
}
