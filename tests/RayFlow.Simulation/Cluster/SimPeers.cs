using RayFlow.GrainInterfaces.Nodes;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Runs;

namespace RayFlow.Simulation.Cluster;

/// <summary>The peers of a run, over the simulated network.</summary>
internal sealed class SimPeers(SimSilo silo) : IRunPeers
{
    public Task StartNodeAsync(string key, StartNode request)
    {
        var handedAt = silo.Simulator.Now;
        return silo.Cluster.CallAsync<NodeInstance, bool>(silo, NodeInstance.KeyOf(key), "start node", false, node => node.StartAsync(request, handedAt));
    }

    public Task<bool> IsNodeRunningAsync(string key, int attempt) =>
        silo.Cluster.CallAsync<NodeInstance, bool>(silo, NodeInstance.KeyOf(key), "is running", true, node => node.IsRunningAsync(attempt));

    public Task CancelNodeAsync(string key) =>
        silo.Cluster.CallAsync<NodeInstance, bool>(silo, NodeInstance.KeyOf(key), "cancel node", false, node => node.CancelAsync());

    public Task<StartRunResult> StartRunAsync(string runId, StartRun request) =>
        silo.Cluster.CallAsync<RunGrain, StartRunResult>(silo, RunGrain.KeyOf(runId), "start", false, run => run.StartAsync(request));

    public Task<CommandResult> CancelRunAsync(string runId) =>
        silo.Cluster.CallAsync<RunGrain, CommandResult>(silo, RunGrain.KeyOf(runId), "cancel", true, run => run.CommandAsync(RunCommand.Cancel));

    public Task TellParentAsync(ParentCall parent, RunSummary child) => silo.Cluster.CallAsync<RunGrain, bool>(silo, RunGrain.KeyOf(parent.RunId), "child ended", true, async run =>
    {
        await run.ChildEndedAsync(parent, child);
        return true;
    });
}
