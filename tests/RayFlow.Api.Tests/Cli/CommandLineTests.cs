using System.Text;
using RayFlow.Api.Tests.Hosting;
using RayFlow.Cli;
using RayFlow.Cli.Output;
using RayFlow.Cli.Running;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Api.Tests.Cli;

public sealed class CommandLineTests
{
    private static readonly Dictionary<string, PinType> Undeclared = [];

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
        Assert.Equal(expected, Value.Of(RunInputs.Read(null, [given], Undeclared)).ToString());

    [Theory]
    [InlineData("str", "12345", "\"12345\"")]
    [InlineData("str", "007", "\"007\"")]
    [InlineData("str", "true", "\"true\"")]
    [InlineData("str", "null", "\"null\"")]
    [InlineData("str", "{\"a\":1}", "\"{\\\"a\\\":1}\"")]
    [InlineData("str", "\"5\"", "\"5\"")]
    [InlineData("int", "12345", "12345")]
    [InlineData("list[str]", "[\"a\"]", "[\"a\"]")]
    [InlineData("any", "5", "5")]
    public void Input_DeclaredByStart_IsOfItsType(string type, string given, string expected)
    {
        var document = TestFlow.Start("{\"zip\": {\"type\": \"" + type + "\"}}").Node("return", "return").Exec("start", "return").ToString();

        var inputs = RunInputs.Read(null, [$"zip={given}"], DeclaredInputs.Of(Encoding.UTF8.GetBytes(document)));

        Assert.Equal("{\"zip\":" + expected + "}", Value.Of(inputs).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"flow": {"nodes": [{"id": "s", "type": "start", "position": {"x": 0, "y": 0}, "data": {"config": {"api_schema": {"x": "int", "y": {"type": "word"}}}}}], "edges": []}}""")]
    public void DeclaredInputs_OfWhatDeclaresNone_AreNone(string document) => Assert.Empty(DeclaredInputs.Of(Encoding.UTF8.GetBytes(document)));

    [Theory]
    [InlineData("x")]
    [InlineData("=5")]
    public void Input_WithoutANameOrAValue_IsRefused(string given) =>
        Assert.Equal(ExitCode.Wrong, Assert.Throws<CliException>(() => RunInputs.Read(null, [given], Undeclared)).ExitCode);

    [Fact]
    public void Inputs_GivenTwice_AreThoseOfTheFileUnderThoseOfTheLine()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "\uFEFF{\"x\": 1, \"y\": 2}");

        var inputs = RunInputs.Read(new FileInfo(file), ["y=3"], Undeclared);

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
