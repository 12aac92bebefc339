using System.Diagnostics;
using System.Globalization;

namespace RayFlow.Benchmarks.Measuring;

/// <summary>How long the operations of one measurement took.</summary>
internal sealed class Timings
{
    private readonly List<double> _milliseconds = [];
    private TimeSpan _whole;

    /// <summary>Operations per second.</summary>
    public double Rate => _milliseconds.Count / _whole.TotalSeconds;

    /// <summary>Processor time of this process for an operation, in microseconds.</summary>
    public double ProcessorMicroseconds { get; private set; }

    /// <summary>Bytes that this process allocates for an operation.</summary>
    public double AllocatedBytes { get; private set; }

    /// <summary>How many operations.</summary>
    public int Count => _milliseconds.Count;

    /// <summary>Half of them took at most these milliseconds.</summary>
    public double Median => Percentile(0.5);

    /// <summary>Runs workers side by side, each an operation after the other, for a time after a warm-up.</summary>
    public static async Task<Timings> MeasureAsync(int workers, TimeSpan duration, Func<int, Task> operation)
    {
        await RunAsync(workers, duration / 4, operation, new Timings());
        var timings = new Timings();
        var started = Stopwatch.GetTimestamp();
        var (processor, allocated) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
        await RunAsync(workers, duration, operation, timings);
        timings._whole = Stopwatch.GetElapsedTime(started);
        timings.ProcessorMicroseconds = (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / timings._milliseconds.Count;
        timings.AllocatedBytes = (GC.GetTotalAllocatedBytes() - allocated) / (double)timings._milliseconds.Count;
        timings._milliseconds.Sort();
        return timings;
    }

    public string Costs() => string.Create(
        CultureInfo.InvariantCulture,
        $"p50 {Median:0.00} ms, p99 {Percentile(0.99):0.00} ms; {ProcessorMicroseconds:0} us and {AllocatedBytes:0} B each");

    /// <summary>This part of them, 0 to 1, took at most these milliseconds.</summary>
    public double Percentile(double part) => _milliseconds[(int)(part * (_milliseconds.Count - 1))];

    private static async Task RunAsync(int workers, TimeSpan duration, Func<int, Task> operation, Timings timings)
    {
        var started = Stopwatch.GetTimestamp();
        var all = await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
        {
            var mine = new List<double>();
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var begun = Stopwatch.GetTimestamp();
                await operation(worker);
                mine.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }

            return mine;
        })));
        timings._milliseconds.AddRange(all.SelectMany(mine => mine));
    }
}
