using System.Diagnostics;
using System.Text;
using RayFlow.Benchmarks.Servers;

namespace RayFlow.Benchmarks.Workloads;

/// <summary>Many runs that wait: what each of them takes, and how fast they wake.</summary>
internal sealed class WaitingWorkload(int runs, int lanes, BenchServer server, IRunTarget target, Report report) : IWorkload
{
    private const string Name = "W5";
    private const string Signal = "W5-signal";
    private const string Timer = "W5-timer";
    private const string Open = "SELECT count(*) FROM runs WHERE ended_at IS NULL AND flow_name LIKE 'W5-%'";
    private const string TableBytes = "SELECT sum(pg_total_relation_size(relid)) FROM pg_stat_user_tables";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(8); // a waiting run stays for five

    private readonly Guid[] _runs = new Guid[runs];
    private bool _isDone;

    public async Task PrepareAsync()
    {
        await target.SaveAsync(Signal, Encoding.UTF8.GetBytes(WorkloadFlows.Signal().ToJson()));
        await target.SaveAsync(Timer, Encoding.UTF8.GetBytes(WorkloadFlows.Delay().ToJson()));
        await StartAsync(0, runs / 20);
        await SignalAsync(runs / 20);
    }

    public async Task MeasureAsync(RawLimits limits)
    {
        if (_isDone)
        {
            return; // it takes minutes, and its many operations make up for rounds
        }

        _isDone = true;
        await server.AskAsync("SELECT 1");
        var (memory, bytes) = (await MemoryAsync(), await server.AskAsync(TableBytes));
        var started = Stopwatch.GetTimestamp();
        await StartAsync(0, runs / 2);
        var half = await MemoryAsync();
        await StartAsync(runs / 2, runs);
        report.Add(new Figure(Name, "runs started, and waiting", runs / (Stopwatch.GetElapsedTime(started) - Settling).TotalSeconds, "runs/s"));
        report.Add(new Figure(Name, $"tables, a run, {runs:N0} runs", (await server.AskAsync(TableBytes) - bytes) / (double)runs, "B", "<= 2000"));
        var full = await MemoryAsync();
        report.Add(new Figure(Name, $"memory, a waiting run, {runs:N0} runs", (full - memory) / (double)runs, "B"));
        report.Add(new Figure(Name, "memory, a waiting run of the second half", (full - half) / (runs / 2.0), "B", "none"));
        report.Add(new Figure(Name, "woken by signals", runs / await SignalAsync(runs), "runs/s", ">= 2000"));
        await MeasureTimersAsync();
    }

    /// <summary>Runs whose timers are all due at the same moment.</summary>
    private async Task MeasureTimersAsync()
    {
        var count = runs / 5;
        var due = DateTimeOffset.UtcNow.AddSeconds(15 + (count / 500.0));
        await SplitAsync(0, count, (lane, _) => target.StartAsync(lane, Timer, (due - DateTimeOffset.UtcNow).TotalSeconds));
        if (due - DateTimeOffset.UtcNow is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left);
        }

        await EndAsync();
        report.Add(new Figure(Name, $"woken by timers, {count:N0} due at once", count / (DateTimeOffset.UtcNow - due).TotalSeconds, "runs/s", ">= 2000"));
    }

    private Task StartAsync(int from, int to) => SplitAsync(from, to, async (lane, i) => _runs[i] = await target.StartAsync(lane, Signal, 0));

    /// <summary>Sends the first runs their signal; seconds until they have ended.</summary>
    private async Task<double> SignalAsync(int count)
    {
        var started = Stopwatch.GetTimestamp();
        await SplitAsync(0, count, (lane, i) => target.SignalAsync(lane, _runs[i]));
        await EndAsync();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private async Task EndAsync()
    {
        while (await server.AskAsync(Open) > 0)
        {
            await Task.Delay(Look);
        }
    }

    private async Task SplitAsync(int from, int to, Func<int, int, Task> action)
    {
        var next = from - 1;
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(lane => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < to; i = Interlocked.Increment(ref next))
            {
                await action(lane, i);
            }
        })));
    }

    /// <summary>What is in memory once what has just been used has left it.</summary>
    private async Task<long> MemoryAsync()
    {
        await Task.Delay(Settling);
        return server.Memory();
    }
}
