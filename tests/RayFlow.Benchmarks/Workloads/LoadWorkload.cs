using System.Globalization;
using System.Text;
using RayFlow.Benchmarks.Measuring;
using RayFlow.Benchmarks.Servers;
using RayFlow.Testing.Flows;

namespace RayFlow.Benchmarks.Workloads;

/// <summary>Runs of one flow: alone for their latency, many at a time for their number.</summary>
internal sealed class LoadWorkload(
    string name, string what, FlowBuilder flow, int inFlight, int steps, BenchServer server, IRunTarget target, Report report, WorkloadOptions options) : IWorkload
{
    private int _runs;

    /// <summary>Runs per second that are asked for, in words.</summary>
    public string? RateTarget { get; init; }

    /// <summary>Milliseconds of a run alone that are asked for, in words.</summary>
    public string? LatencyTarget { get; init; }

    /// <summary>Single commits that a run alone may take the time of; null: not asked.</summary>
    public double? LatencyRatioTarget { get; init; }

    public async Task PrepareAsync()
    {
        await target.SaveAsync(name, Encoding.UTF8.GetBytes(flow.ToJson()));
        await Timings.MeasureAsync(inFlight, options.Duration, RunAsync);
    }

    public async Task MeasureAsync(RawLimits limits)
    {
        var alone = await Timings.MeasureAsync(1, options.Duration / 2, RunAsync);
        var latencyTarget = LatencyRatioTarget is { } most ? string.Create(CultureInfo.InvariantCulture, $"<= {most} x") : LatencyTarget;
        report.Add(new Figure(name, $"{what}, alone, p50", alone.Median, "ms", latencyTarget, alone.Median / limits.CommitMilliseconds, "one raw commit"));
        report.Add(new Figure(name, $"{what}, alone, p99", alone.Percentile(0.99), "ms"));

        var before = await server.CostsAsync();
        _runs = 0;
        var together = await Timings.MeasureAsync(inFlight, options.Duration, RunAsync);
        var spent = await server.CostsAsync() - before;
        var (ratio, to) = steps == 1 ? (together.Rate / limits.CommitsPerSecond, "raw single commits") : (together.Rate * steps / limits.RowsPerSecond, "raw rows in batches, a step a row");
        report.Add(new Figure(name, $"{what}, {inFlight} in flight", together.Rate, "runs/s", RateTarget, ratio, to));
        report.Add(new Figure(name, $"{what}, {inFlight} in flight, p50", together.Median, "ms"));
        report.Add(new Figure(name, "processor of the silo, a run", spent.Silo.TotalMicroseconds / _runs, "us"));
        report.Add(new Figure(name, "processor of PostgreSQL, a run", spent.Database.TotalMicroseconds / _runs, "us"));
        if (options.InProcess)
        {
            report.Add(new Figure(name, "allocated, a run", (double)spent.Allocated / _runs, "B"));
            report.Add(new Figure(name, "paused by the collector, a run", spent.Paused.TotalMicroseconds / _runs, "us"));
        }
        else
        {
            report.Add(new Figure(name, "processor of the caller, a run", spent.Caller.TotalMicroseconds / _runs, "us"));
        }

        report.Add(new Figure(name, "transactions, a run", (double)spent.Transactions / _runs, ""));
        report.Add(new Figure(name, "write-ahead log, a run", (double)spent.LogBytes / _runs, "B"));
        await MeasureJournalAsync();
    }

    private async Task MeasureJournalAsync()
    {
        var run = await target.RunAsync(0, name);
        report.Add(new Figure(name, "journal, a run", await server.AskAsync($"SELECT count(*) FROM journal WHERE run_id = '{run}'"), "entries"));
        report.Add(new Figure(name, "bytes in them", await server.AskAsync($"SELECT sum(length(payload)) FROM journal WHERE run_id = '{run}'"), "B"));
        report.Add(new Figure(name, "the ended run in its row", await server.AskAsync($"SELECT length(summary) FROM runs WHERE run_id = '{run}'"), "B"));
    }

    private Task RunAsync(int lane)
    {
        Interlocked.Increment(ref _runs);
        return target.RunAsync(lane, name);
    }
}
