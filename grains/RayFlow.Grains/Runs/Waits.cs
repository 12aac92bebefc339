using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Runs;

namespace RayFlow.Grains.Runs;

/// <summary>What a run waits for.</summary>
internal static class Waits
{
    private const int MostTold = 100;

    /// <summary>The waits of a run, the first hundred.</summary>
    public static IReadOnlyList<RunWait> Of(RunState run) => [.. run.Waiting().Take(MostTold).Select(wait => new RunWait(
        wait.State switch
        {
            NodeState.Retrying => "retry",
            NodeState.Running => "child_run",
            _ => wait.Signal is null ? "timer" : "signal",
        },
        wait.Node.Id,
        wait.Frame.Path,
        wait.Signal ?? "",
        wait.DueAt))];
}
