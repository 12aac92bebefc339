using RayFlow.GrainInterfaces.Runs;

namespace RayFlow.Grains.Runs;

/// <summary>Statuses as the index has them.</summary>
internal static class StatusText
{
    public static string Of(RunStatus status) => status switch
    {
        RunStatus.Pending => "pending",
        RunStatus.Running => "running",
        RunStatus.Waiting => "waiting",
        RunStatus.Paused => "paused",
        RunStatus.Completed => "completed",
        RunStatus.Failed => "failed",
        _ => "cancelled",
    };

    public static RunStatus Parse(string text) => Enum.Parse<RunStatus>(text, ignoreCase: true);
}
