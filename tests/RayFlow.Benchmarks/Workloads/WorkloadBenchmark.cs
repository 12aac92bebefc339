using System.Globalization;
using System.Reflection;
using System.Text;
using RayFlow.Benchmarks.Servers;
using RayFlow.Benchmarks.Storage;
using RayFlow.Testing.Flows;

namespace RayFlow.Benchmarks.Workloads;

/// <summary>
/// What RayFlow does as a whole, over HTTP to the silo in another process, or with the silo in this one. Several rounds, in each of which the
/// limits of the same PostgreSQL are measured too, so that every figure is also a ratio and a disturbance hits all alike.
/// </summary>
internal static class WorkloadBenchmark
{
    private const int Lanes = 64;

    public static async Task<int> RunAsync(WorkloadOptions options)
    {
        var report = new Report(Title(options));
        await using var server = await BenchServer.StartAsync(options.InProcess, options.Silos);
        await using var target = server.Connect(Lanes);
        var names = options.InProcess ? options.Workloads.Where(name => name != "w4") : options.Workloads; // it would kill the caller too
        List<IWorkload> workloads = [.. names.SelectMany(name => Create(name, server, target, report, options))];
        foreach (var workload in workloads)
        {
            await workload.PrepareAsync();
        }

        await using var database = await server.CreateDatabaseAsync("raw");
        var raw = new RawPostgres(database, await PayloadAsync(server));
        try
        {
            for (var round = 0; round < options.Rounds; round++)
            {
                var limits = await RawLimits.MeasureAsync(raw, options.Duration / 2, report);
                foreach (var workload in workloads)
                {
                    await workload.MeasureAsync(limits);
                }
            }
        }
        finally
        {
            report.Print(); // of a run that fails in its last minutes too
        }

        if (options.JsonFile is { } file)
        {
            report.Write(file);
        }

        return 0;
    }

    private static string Title(WorkloadOptions options)
    {
        var version = typeof(Grain).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        return string.Create(CultureInfo.InvariantCulture, $"RayFlow {(options.InProcess ? "in-process" : options.Silos == 1 ? "over HTTP" : $"over HTTP, {options.Silos} silos")}, Orleans {version}, {Environment.ProcessorCount} processors, {options.Rounds} rounds of {options.Seconds} s{(options.Quick ? ", QUICK: the numbers mean nothing" : "")}");
    }

    private static IReadOnlyList<IWorkload> Create(string name, BenchServer server, IRunTarget target, Report report, WorkloadOptions options) => name switch
    {
        "w0" => [new LoadWorkload("W0", "10 pure nodes", WorkloadFlows.Pure(10), Lanes, 1, server, target, report, options) { RateTarget = ">= 3000" }],
        "w1" => [new LoadWorkload("W1", "10 steps", WorkloadFlows.Sequence(10), Lanes, 10, server, target, report, options) { RateTarget = ">= 1000", LatencyRatioTarget = 20 }],
        "w2" => [new LoadWorkload("W2", "100 parallel steps", WorkloadFlows.Parallel(100), 8, 100, server, target, report, options) { RateTarget = ">= 120", LatencyTarget = "<= 15" }],
        "w3" => [new LongWorkload(options.Quick ? 200 : 1000, target, report)],
        "w4" => [new CrashWorkload(options.Quick ? 50 : 500, report)],
        "w5" => [new WaitingWorkload(options.Quick ? 500 : 100_000, Lanes, server, target, report)],
        "w6" =>
        [
            new LoadWorkload("W6", "10 effects in their grains", WorkloadFlows.Effects(10), Lanes, 10, server, target, report, options),
            new LoadWorkload("W6f", "1,000 effects at once", WorkloadFlows.FanOut(1000), 2, 1000, server, target, report, options),
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such workload."),
    };

    /// <summary>Bytes like those of a journal's entries on average.</summary>
    private static async Task<byte[]> PayloadAsync(BenchServer server)
    {
        await using var command = server.Database.CreateCommand("SELECT coalesce(avg(length(payload)), 300)::int FROM journal");
        var payload = new byte[(int)(await command.ExecuteScalarAsync())!];
        Random.Shared.NextBytes(payload);
        return payload;
    }
}

/// <summary>Something to measure.</summary>
internal interface IWorkload
{
    /// <summary>Saves flows and runs them until the machine code is the final one.</summary>
    Task PrepareAsync();

    /// <summary>Measures one round.</summary>
    Task MeasureAsync(RawLimits limits);
}
