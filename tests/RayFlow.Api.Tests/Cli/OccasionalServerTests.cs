using System.Runtime.InteropServices;
using RayFlow.Api.Tests.Hosting;
using RayFlow.Cli;
using RayFlow.Cli.Server;

namespace RayFlow.Api.Tests.Cli;

/// <summary>The command line where no server is.</summary>
public sealed partial class OccasionalServerTests : IDisposable
{
    private const int Sigint = 2;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rayflow-occasional");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("runs")]
    [InlineData("run", "FLOW")]
    [InlineData("validate", "FLOW")]
    public async Task Command_ServerThatWasNamedIsNotThere_Exits3(params string[] command)
    {
        var line = command.Select(word => word == "FLOW" ? Sample("sum") : word);

        var (exit, _, error) = await CliProcess.RunAsync(_folder.FullName, [.. line, "--server", "http://127.0.0.1:9"]);

        Assert.Equal(ExitCode.NoServer, exit);
        Assert.Contains("No RayFlow server answers at http://127.0.0.1:9/", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithoutAServer_StartsOneForTheOccasionAndStopsIt()
    {
        for (var i = 0; i < 2; i++)
        {
            var (exit, output, error) = await CliProcess.RunAsync(_folder.FullName, "run", Sample("sum"), "--input", "x=5", "--input", "y=3", "--alone");

            Assert.Equal((ExitCode.Done, ""), (exit, error));
            Assert.Contains("│ sum    │ 8     │", output, StringComparison.Ordinal);
            AssertNothingIsLeft();
        }
    }

    [FactOnUnix]
    public async Task Run_CtrlC_CancelsTheRunAndStopsTheServer()
    {
        using var started = WriteNodeThatTellsAndHangs();
        var flow = Path.Combine(_folder.FullName, "flow.json");
        await File.WriteAllTextAsync(flow, TestFlow.Start().Node("hang", "test_hang").Node("return", "return").Exec("start", "hang", "return").ToString());
        using var process = CliProcess.Start(_folder.FullName, "run", flow, "--alone");
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await started.Task.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(0, Kill(process.Id, Sigint));

        await process.WaitForExitAsync();
        Assert.Equal((ExitCode.RunFailed, ""), (process.ExitCode, await error));
        Assert.Contains("cancelled", await output, StringComparison.Ordinal);
        AssertNothingIsLeft();
    }

    [FactOnUnix]
    public async Task Run_Killed_LeavesNoServerBehind()
    {
        using var started = WriteNodeThatTellsAndHangs();
        var flow = Path.Combine(_folder.FullName, "flow.json");
        await File.WriteAllTextAsync(flow, TestFlow.Start().Node("hang", "test_hang").Node("return", "return").Exec("start", "hang", "return").ToString());
        using var process = CliProcess.Start(_folder.FullName, "run", flow, "--alone");
        await started.Task.WaitAsync(TimeSpan.FromSeconds(60));
        using var gone = new FileGone(_folder.FullName, "postmaster.pid");

        process.Kill();

        await gone.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    private static string Sample(string name) => Path.Combine(Checkout.Samples, name, "flow.json");

    private void AssertNothingIsLeft()
    {
        Assert.Empty(Directory.EnumerateFiles(_folder.FullName, "postmaster.pid", SearchOption.AllDirectories));
        using var data = DataSlot.Take(Path.Combine(_folder.FullName, ".rayflow", "occasional"));
        Assert.Equal("1", Path.GetFileName(data.Folder));
    }

    private FileThere WriteNodeThatTellsAndHangs()
    {
        var told = Path.Combine(_folder.FullName, "told");
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "nodes", "test"));
        File.WriteAllText(Path.Combine(_folder.FullName, "nodes", "test", "hang.cs"), $$"""
            public sealed class Hang : EffectNode
            {
                public override async Task RunAsync(NodeContext context, CancellationToken cancellationToken)
                {
                    File.WriteAllText("{{told}}", "");
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                }
            }
            """);
        return new FileThere(_folder.FullName, "told");
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
