using System.Diagnostics;

namespace RayFlow.EndToEnd.Tests.Processes;

/// <summary>What <c>rayflow up</c> says of itself.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("--port", "0", "-h")]
    public async Task Up_AskedForHelp_NamesItsOptionsAndStartsNothing(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Checkout.SiloAssembly, .. arguments]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;

        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(0, process.ExitCode);
        Assert.All(["--port", "--data", "--postgres", "--nodes", "--urls"], option => Assert.Contains($"  {option} ", output, StringComparison.Ordinal));
        Assert.DoesNotContain("ready", output, StringComparison.Ordinal);
    }
}
