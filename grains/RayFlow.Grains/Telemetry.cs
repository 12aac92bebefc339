using System.Diagnostics;
using System.Diagnostics.Metrics;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Clusters;
using RayFlow.Grains.Runs;

namespace RayFlow.Grains;

/// <summary>Spans and metrics of runs; the silo exports them by OTLP where that is configured.</summary>
public static class Telemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "RayFlow";

    internal static ActivitySource Source { get; } = new(Name);

    private static readonly Meter Meter = new(Name);

    /// <summary>Runs that ended, with their status.</summary>
    internal static Counter<long> RunsEnded { get; } = Meter.CreateCounter<long>("rayflow.runs.ended", "{run}", "Runs that ended.");

    /// <summary>How long runs took, in seconds.</summary>
    internal static Histogram<double> RunSeconds { get; } = Meter.CreateHistogram<double>("rayflow.runs.duration", "s", "From the start of a run to its end.");

    /// <summary>Threads of nodes that run something, stuck or not.</summary>
    internal static UpDownCounter<long> NodeThreadsBusy { get; } = Meter.CreateUpDownCounter<long>("rayflow.nodes.threads.busy", "{thread}", "Threads of nodes that run something.");

    /// <summary>Attempts and continuations that wait for a thread.</summary>
    internal static UpDownCounter<long> NodeThreadsQueued { get; } = Meter.CreateUpDownCounter<long>("rayflow.nodes.threads.queued", "{task}", "Pieces of node code that wait for a thread.");

    /// <summary>Threads that are given up, since a node holds them.</summary>
    internal static UpDownCounter<long> NodeThreadsStuck { get; } = Meter.CreateUpDownCounter<long>("rayflow.nodes.threads.stuck", "{thread}", "Threads that are given up, since a node holds them.");

    /// <summary>Runs that nobody keeps going, as this silo saw at last; at most 100 are counted.</summary>
    internal static int UnexplainedRuns { get; set; }

    private static ObservableGauge<int> Unexplained { get; } = Meter.CreateObservableGauge(
        "rayflow.runs.unexplained", static () => UnexplainedRuns, "{run}", "Runs that neither ended nor are kept going by anybody: there must be none.");

    /// <summary>How many runs ended on this process lately.</summary>
    internal static EndRate Ends { get; } = new();

    /// <summary>Records the end of a run.</summary>
    internal static void Ended(RunSummary run)
    {
        var status = new KeyValuePair<string, object?>("status", StatusText.Of(run.Status));
        RunsEnded.Add(1, status);
        Ends.Add(TimeProvider.System.GetUtcNow());
        RunSeconds.Record(run.Statistics!.TotalSeconds, status);
    }
}
