using RayFlow.GrainInterfaces.Nodes;
using RayFlow.GrainInterfaces.Runs;

namespace RayFlow.Grains.Runs;

/// <summary>The peers of a run in a cluster.</summary>
internal sealed class GrainPeers(IGrainFactory grains) : IRunPeers
{
    public Task StartNodeAsync(string key, StartNode request) => grains.GetGrain<INodeGrain>(key).StartAsync(request, CancellationToken.None);

    public Task<bool> IsNodeRunningAsync(string key, int attempt) => grains.GetGrain<INodeGrain>(key).IsRunningAsync(attempt, CancellationToken.None);

    public Task CancelNodeAsync(string key) => grains.GetGrain<INodeGrain>(key).CancelAsync(CancellationToken.None);

    public Task<StartRunResult> StartRunAsync(string runId, StartRun request) => grains.GetGrain<IWorkflowGrain>(runId).StartAsync(request, CancellationToken.None);

    public Task<CommandResult> CancelRunAsync(string runId) => grains.GetGrain<IWorkflowGrain>(runId).CommandAsync(RunCommand.Cancel, CancellationToken.None);

    public Task TellParentAsync(ParentCall parent, RunSummary child) => grains.GetGrain<IWorkflowGrain>(parent.RunId).ChildEndedAsync(parent, child, CancellationToken.None);
}
