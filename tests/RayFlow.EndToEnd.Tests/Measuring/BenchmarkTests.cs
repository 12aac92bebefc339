using System.Diagnostics;
using System.Text.Json;

namespace RayFlow.EndToEnd.Tests.Measuring;

/// <summary>The benchmarks measure what they say, in sizes that are too small for the numbers to mean anything.</summary>
public sealed class BenchmarkTests : IDisposable
{
    private static readonly string Program =
        Path.Combine(AppContext.BaseDirectory, "..", "..", "RayFlow.Benchmarks", new DirectoryInfo(AppContext.BaseDirectory).Name, "RayFlow.Benchmarks.dll");

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task OverHttp_Quick_MeasuresEveryWorkloadBesideTheRawLimits()
    {
        var figures = await MeasureAsync("--quick");

        Assert.Equal(["raw", "W0", "W1", "W2", "W3", "W4", "W5", "W6", "W6f"], figures.Keys.Select(key => key.Workload).Distinct());
        Assert.All(figures, figure => Assert.True(double.IsFinite(figure.Value), $"{figure.Key} is {figure.Value}."));
        Assert.InRange(figures[("W4", "runs in flight at the kill")], 1, 50);
        Assert.Equal(0, figures[("W4", "effects missing")]);
        Assert.Equal(0, figures[("W4", "effects repeated beyond one a run in flight")]);
    }

    [Fact]
    public async Task InProcess_Quick_TellsAllocationsToo()
    {
        var figures = await MeasureAsync("w0", "--in-process", "--quick");

        Assert.True(figures[("W0", "allocated, a run")] > 0);
    }

    private async Task<Dictionary<(string Workload, string Name), double>> MeasureAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments, "--json", _file]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{await output}\n{await errors}");
        using var report = JsonDocument.Parse(await File.ReadAllBytesAsync(_file));
        return report.RootElement.GetProperty("figures").EnumerateArray().ToDictionary(
            figure => (figure.GetProperty("workload").GetString()!, figure.GetProperty("name").GetString()!),
            figure => figure.GetProperty("value").GetDouble());
    }
}
