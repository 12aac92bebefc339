using System.Diagnostics;
using System.Text;
using RayFlow.Benchmarks.Servers;

namespace RayFlow.Benchmarks.Workloads;

/// <summary>One run of many steps: does a step cost more the longer its run is?</summary>
internal sealed class LongWorkload(int steps, IRunTarget target, Report report) : IWorkload
{
    private const string Name = "W3";
    private const int Part = 100;

    public async Task PrepareAsync()
    {
        await target.SaveAsync(Name, Encoding.UTF8.GetBytes(WorkloadFlows.Sequence(steps).ToJson()));
        await target.RunAsync(0, Name);
    }

    public async Task MeasureAsync(RawLimits limits)
    {
        var started = Stopwatch.GetTimestamp();
        var id = await target.RunAsync(0, Name);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var kept = (await target.SettledAsync(id)).Where(node => node.NodeId.StartsWith("keep", StringComparison.Ordinal)).Select(node => node.At).Order().ToList();
        var first = (kept[Part - 1] - kept[0]).TotalMilliseconds / (Part - 1);
        var last = (kept[^1] - kept[^Part]).TotalMilliseconds / (Part - 1);
        report.Add(new Figure(Name, $"{steps:N0} steps", seconds, "s", "<= 1", seconds * 1000 / steps / limits.CommitMilliseconds, "one raw commit a step"));
        report.Add(new Figure(Name, "a step of the first hundred", first, "ms"));
        report.Add(new Figure(Name, "a step of the last hundred", last, "ms", "<= 1.1 x", last / first, "a step of the first hundred"));
    }
}
