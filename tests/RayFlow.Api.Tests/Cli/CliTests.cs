using System.Text.Json;
using RayFlow.Api.Tests.Hosting;
using RayFlow.Cli;

namespace RayFlow.Api.Tests.Cli;

/// <summary>The command line against a real server.</summary>
[Collection(ServerTests.Name)]
public sealed class CliTests(RunningServer server) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rayflow-cli");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Run_Piped_PrintsTreeAndResultWithoutControlCodes()
    {
        var (exit, output, error) = await CliProcess.RunAsync(server, "run", Sample("error-continue"), "--inputs", Sample("error-continue", "input.json"));

        Assert.Equal((ExitCode.Done, ""), (exit, error));
        Assert.DoesNotContain('\u001b', output);
        Assert.Contains("├── ✗ parse  Line 1, column 2:", output, StringComparison.Ordinal);
        Assert.Contains("├── · log (skipped)", output, StringComparison.Ordinal);
        Assert.Contains("│ length │ 9     │", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Json_PrintsWhatTheApiAnswers()
    {
        var (exit, output, _) = await CliProcess.RunAsync(server, "run", Sample("sum"), "--input", "x=5", "-i", "y=3", "--json");

        Assert.Equal(ExitCode.Done, exit);
        var answer = JsonSerializer.Deserialize<JsonElement>(output);
        Assert.True(answer.GetProperty("success").GetBoolean());
        Assert.Equal(8, answer.GetProperty("result").GetProperty("sum").GetInt32());
        Assert.Equal(3, answer.GetProperty("statistics").GetProperty("nodes_executed").GetInt32());
    }

    [Fact]
    public async Task Run_ThatFails_Exits1WithTheError()
    {
        var (exit, output, _) = await CliProcess.RunAsync(server, "run", Sample("error-abort"), "--input", "amount=-5");

        Assert.Equal(ExitCode.RunFailed, exit);
        Assert.Contains("bad_amount in refuse: An amount of -5 cannot be paid.", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--input", "x=five", "--input", "y=1")]
    [InlineData("--input", "x=1")]
    [InlineData("--timeout", "-1", "--input", "x=1", "--input", "y=1")]
    public async Task Run_RefusedByTheServer_Exits2(params string[] options)
    {
        var (exit, output, error) = await CliProcess.RunAsync(server, ["run", Sample("sum"), .. options]);

        Assert.Equal((ExitCode.Wrong, ""), (exit, output));
        Assert.NotEmpty(error);
    }

    [Fact]
    public async Task Validate_FlowWithErrors_ShowsThemInTheFile()
    {
        var file = Path.Combine(_folder.FullName, "flow.json");
        File.WriteAllText(file, File.ReadAllText(Sample("sum")).Replace("math_add", "math_ad", StringComparison.Ordinal));

        var (exit, output, _) = await CliProcess.RunAsync(server, "validate", file);

        Assert.Equal(ExitCode.Wrong, exit);
        var lines = output.Split('\n');
        Assert.StartsWith($"{file}:7:29: error RF201 unknown_node_type:", lines[0], StringComparison.Ordinal);
        Assert.Contains("Did you mean 'math_add'?", lines[0], StringComparison.Ordinal);
        Assert.Equal(lines[1].IndexOf("\"math_ad\"", StringComparison.Ordinal), lines[2].IndexOf("^^^^^^^^^", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Validate_FlowWithoutErrors_Exits0()
    {
        var (exit, output, _) = await CliProcess.RunAsync(server, "validate", Sample("sum"));

        Assert.Equal(ExitCode.Done, exit);
        Assert.EndsWith("flow.json: no problems.\n", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_OfACategory_AreListed()
    {
        var (exit, output, _) = await CliProcess.RunAsync(server, "nodes", "--category", "math", "--json");

        Assert.Equal(ExitCode.Done, exit);
        var nodes = JsonSerializer.Deserialize<JsonElement>(output).EnumerateArray().ToList();
        Assert.Contains(nodes, node => node.GetProperty("type").ValueEquals("math_add"));
        Assert.All(nodes, node => Assert.Equal("math", node.GetProperty("category").GetString()));
    }

    [Fact]
    public async Task Nodes_OfNoCategory_NamesTheCategories()
    {
        var (exit, _, error) = await CliProcess.RunAsync(server, "nodes", "--category", "maths");

        Assert.Equal(ExitCode.Wrong, exit);
        Assert.StartsWith("There is no category 'maths'. There are: ", error, StringComparison.Ordinal);
        Assert.Contains(" math, ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_Piped_AreATableOf100Columns()
    {
        var (exit, output, _) = await CliProcess.RunAsync(server, "nodes");

        Assert.Equal(ExitCode.Done, exit);
        Assert.All(output.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'), line => Assert.Equal(100, line.Length));
        Assert.Contains("│ io_http_request ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_DigitsForATextInput_AreText()
    {
        var flow = TestFlow.Start("""{"zip": {"type": "str"}}""").Node("return", "return").Exec("start", "return").Wire("start.zip > return.zip");
        var file = Path.Combine(_folder.FullName, "flow.json");
        File.WriteAllText(file, flow.ToString());

        var (exit, output, _) = await CliProcess.RunAsync(server, "run", file, "--input", "zip=01234", "--json");

        Assert.Equal(ExitCode.Done, exit);
        Assert.Equal("01234", JsonSerializer.Deserialize<JsonElement>(output).GetProperty("result").GetProperty("zip").GetString());
    }

    [Fact]
    public async Task Nodes_Broken_AreListedWithTheirErrors()
    {
        var (_, output, _) = await CliProcess.RunAsync(server, "nodes");

        Assert.Contains("bad/broken.cs(1,", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_Filtered_AreListed()
    {
        await CliProcess.RunAsync(server, "run", Sample("error-abort"), "--input", "amount=-5");

        var (exit, output, _) = await CliProcess.RunAsync(server, "runs", "--status", "failed", "--flow", "error-abort", "--since", "1h", "--limit", "5");

        Assert.Equal(ExitCode.Done, exit);
        Assert.Contains("error-abort", output, StringComparison.Ordinal);
        Assert.DoesNotContain("completed", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WatchAndCancel_RunningRun_EndTogether()
    {
        var flow = TestFlow.Start().Node("hang", "bad_hangs", """{"inputValues": {"value": 1}}""").Node("return", "return").Exec("start", "hang", "return");
        var accepted = await server.Http.PostAsync("/api/flows/execute?mode=async", flow.Request());
        var run = (await accepted.BodyAsync()).GetProperty("run_id").GetString()!;

        var watching = CliProcess.RunAsync(server, "watch", run);
        var (cancelExit, cancelled, _) = await CliProcess.RunAsync(server, "cancel", run);
        var (watchExit, watched, _) = await watching;

        Assert.Equal(ExitCode.Done, cancelExit);
        Assert.StartsWith(run, cancelled, StringComparison.Ordinal);
        Assert.Equal(ExitCode.RunFailed, watchExit);
        Assert.Contains("cancelled", watched, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EndedRun_IsShownToTheEndAndNotCancelled()
    {
        var accepted = await server.Http.PostAsync("/api/flows/execute", TestFlow.Start().Node("return", "return").Exec("start", "return").Request());
        var run = (await accepted.BodyAsync()).GetProperty("run_id").GetString()!;

        var (watchExit, watched, _) = await CliProcess.RunAsync(server, "watch", run);
        var (cancelExit, _, refused) = await CliProcess.RunAsync(server, "cancel", run);

        Assert.Equal((ExitCode.Done, ExitCode.Wrong), (watchExit, cancelExit));
        Assert.Contains("completed", watched, StringComparison.Ordinal);
        Assert.Contains("The run has ended: it is completed.", refused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("watch")]
    [InlineData("cancel")]
    public async Task Command_OfAnUnknownRun_Exits2(string command)
    {
        var (exit, _, error) = await CliProcess.RunAsync(server, command, "0192f0c1e7a07d3a8a5c0f3b6a1d2e3f");

        Assert.Equal(ExitCode.Wrong, exit);
        Assert.Contains("There is no run", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FileThatDoesNotExist_Exits2()
    {
        var (exit, _, error) = await CliProcess.RunAsync(server, "run", "nowhere.json");

        Assert.Equal(ExitCode.Wrong, exit);
        Assert.Contains("nowhere.json", error, StringComparison.Ordinal);
    }

    private static string Sample(string name, string file = "flow.json") => Path.Combine(Checkout.Samples, name, file);
}
