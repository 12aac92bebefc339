using RayFlow.GrainInterfaces.Nodes;
using RayFlow.GrainInterfaces.Runs;

namespace RayFlow.Grains.Runs;

/// <summary>
/// What a run asks of others: its node instances, its children, its parent. In a silo these are calls of grains; in the simulation a network that
/// delays, repeats and loses them. Every call may be repeated, may fail although it arrived, and may arrive late.
/// </summary>
internal interface IRunPeers
{
    /// <summary>Hands over an attempt. The same attempt again is not started twice as long as its node instance lives.</summary>
    Task StartNodeAsync(string key, StartNode request);

    /// <summary>Whether a node instance works on an attempt, or is about to report it.</summary>
    Task<bool> IsNodeRunningAsync(string key, int attempt);

    /// <summary>Ends what a node instance works on; its report is not wanted.</summary>
    Task CancelNodeAsync(string key);

    /// <summary>Starts a child run, or finds it started.</summary>
    Task<StartRunResult> StartRunAsync(string runId, StartRun request);

    /// <summary>Cancels a child run; answers when that is committed.</summary>
    Task<CommandResult> CancelRunAsync(string runId);

    /// <summary>Tells a parent of its child's end; answers when the parent has committed it, or has no use for it.</summary>
    Task TellParentAsync(ParentCall parent, RunSummary child);
}
