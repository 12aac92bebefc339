using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Api.Tests.Hosting;

/// <summary>Runs to answer with.</summary>
internal static class Runs
{
    public static RunSummary Running(string id) => new() { RunId = id, Flow = "sum", Status = RunStatus.Running, StartedAt = DateTimeOffset.UnixEpoch };

    public static RunSummary Completed(string id, int statusCode = 200, ValueMap? result = null) => Running(id) with
    {
        Status = RunStatus.Completed,
        EndedAt = DateTimeOffset.UnixEpoch.AddSeconds(2),
        Result = result ?? ValueMap.Of(("sum", 8)),
        ReturnNode = "return",
        StatusCode = statusCode,
        Statistics = new RunStatistics(2, 3, 0, new Dictionary<string, double> { ["add"] = 0.25 }, []),
    };

    public static RunSummary Failed(string id) => Running(id) with
    {
        Status = RunStatus.Failed,
        EndedAt = DateTimeOffset.UnixEpoch.AddSeconds(2),
        Error = new RunError("division_by_zero", "y is 0.", "divide", "for1[3]", 2),
        Statistics = new RunStatistics(2, 3, 1, new Dictionary<string, double>(), [new RunError("division_by_zero", "y is 0.", "divide", "for1[3]", 2)]),
    };

    /// <summary>Starts that end at once.</summary>
    public static ScriptedGrains Completing() =>
        new ScriptedGrains().On<IWorkflowGrain>(nameof(IWorkflowGrain.StartAsync), (id, _) => new StartRunResult(Completed(id)));

    public static TimelineEvent Event(long sequence, string type) =>
        new(sequence, type, DateTimeOffset.UnixEpoch, "add", "", ValueMap.Of(("duration_seconds", 0.5)));
}
