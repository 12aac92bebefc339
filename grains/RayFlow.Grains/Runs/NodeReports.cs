using RayFlow.GrainInterfaces.Nodes;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Runs;

/// <summary>What node instances tell their run, as events.</summary>
internal static class NodeReports
{
    /// <summary>The event that an attempt's outcome is.</summary>
    public static RunEvent EventOf(NodeReport report, RunEnvironment silo)
    {
        IReadOnlyList<LogLine> log = report.Log.Count == 0 ? [] : [.. report.Log.Select(line => new LogLine(line.At, line.Level, line.Message))];
        var now = silo.Time.GetUtcNow();
        return report.Error is null
            ? new NodeCompleted
            {
                At = now,
                Frame = report.FrameId,
                Node = report.NodeIndex,
                Consumer = report.Consumer,
                Attempt = report.Attempt,
                Outputs = report.Outputs ?? ValueMap.Empty,
                Seconds = report.DurationSeconds,
                Log = log,
            }
            : new NodeFailed
            {
                At = now,
                Frame = report.FrameId,
                Node = report.NodeIndex,
                Consumer = report.Consumer,
                Attempt = report.Attempt,
                Error = new NodeError(report.Error.Code, report.Error.Message, report.Retryable, report.Error.NodeId),
                Seconds = report.DurationSeconds,
                Chance = silo.Chance(),
                Log = log,
            };
    }
}
