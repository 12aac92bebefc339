using System.Diagnostics;
using System.Text;
using RayFlow.Benchmarks.Servers;

namespace RayFlow.Benchmarks.Workloads;

/// <summary>Kills a silo of its own with many runs in flight, starts it again, and waits until all of them are complete.</summary>
internal sealed class CrashWorkload(int runs, Report report) : IWorkload
{
    private const string Name = "W4";
    private const int Steps = 10;
    private const string Open = "SELECT count(*) FROM runs WHERE ended_at IS NULL";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public Task PrepareAsync() => Task.CompletedTask;

    public async Task MeasureAsync(RawLimits limits)
    {
        var ledger = Path.GetTempFileName();
        try
        {
            await using var server = await BenchServer.StartAsync(inProcess: false);
            await LoadAsync(server, ledger);
            var inFlight = await server.AskAsync(Open);
            var started = Stopwatch.GetTimestamp();
            var ready = await server.KillAndRestartAsync();
            while (await server.AskAsync(Open) > 0)
            {
                await Task.Delay(Look);
            }

            report.Add(new Figure(Name, "runs in flight at the kill", inFlight, "runs"));
            report.Add(new Figure(Name, "from the start of the process until ready", ready.TotalSeconds, "s"));
            report.Add(new Figure(Name, "from the kill until all are complete", Stopwatch.GetElapsedTime(started).TotalSeconds, "s", "<= 4"));
            await CountAsync(server, ledger);
        }
        finally
        {
            File.Delete(ledger);
        }
    }

    /// <summary>As many callers as runs, each with one run after the other, until each has had some; then the silo is killed under them.</summary>
    private async Task LoadAsync(BenchServer server, string ledger)
    {
        var target = server.Connect(runs);
        await target.SaveAsync(Name, Encoding.UTF8.GetBytes(WorkloadFlows.Ledger(Steps, ledger).ToJson()));
        var ended = 0;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        for (var lane = 0; lane < runs; lane++)
        {
            _ = CallAsync(lane);
        }

        await enough.Task;

        async Task CallAsync(int lane)
        {
            try
            {
                while (true)
                {
                    await target.RunAsync(lane, Name);
                    if (Interlocked.Increment(ref ended) == 3 * runs)
                    {
                        enough.TrySetResult();
                    }
                }
            }
            catch (Exception failure) when (failure is IOException or System.Net.Sockets.SocketException)
            {
                enough.TrySetResult(); // the silo is gone, as it should be
            }
            catch (Exception failure)
            {
                enough.TrySetException(failure);
            }
        }
    }

    private async Task CountAsync(BenchServer server, string ledger)
    {
        var effects = (await File.ReadAllLinesAsync(ledger)).GroupBy(line => line, (key, lines) => (Run: key.Split('/')[0], Times: lines.Count())).ToList();
        var expected = Steps * await server.AskAsync("SELECT count(*) FROM runs WHERE status = 'completed'");

        // The steps of a run follow one another: one of them was in flight.
        var beyond = effects.GroupBy(effect => effect.Run).Sum(run => Math.Max(0, run.Sum(effect => effect.Times - 1) - 1));
        report.Add(new Figure(Name, "effects repeated", effects.Sum(effect => effect.Times - 1), "effects"));
        report.Add(new Figure(Name, "effects repeated beyond one a run in flight", beyond, "effects", "0"));
        report.Add(new Figure(Name, "effects missing", expected - effects.Count, "effects", "0"));
        report.Add(new Figure(Name, "runs not completed", await server.AskAsync("SELECT count(*) FROM runs WHERE status <> 'completed'"), "runs", "0"));
    }
}
