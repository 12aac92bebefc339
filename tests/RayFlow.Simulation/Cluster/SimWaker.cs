using RayFlow.GrainInterfaces.Failures;
using RayFlow.Grains.Recovery;

namespace RayFlow.Simulation.Cluster;

/// <summary>Wakes runs by their grains, as <see cref="GrainWaker"/> does.</summary>
internal sealed class SimWaker(SimSilo silo) : IRunWaker
{
    public bool IsOpen => silo.Database.Weather.IsReachedBy(silo.Process);

    public bool Has(string runId) => silo.Grains.Any(grain => grain is RunGrain { Loop: not null } && grain.Key == RunGrain.KeyOf(runId));

    public async Task WakeAsync(string runId) => await silo.Cluster.CallAsync<RunGrain, bool>(silo, RunGrain.KeyOf(runId), "wake", true, async run =>
    {
        await run.WakeAsync();
        return true;
    });

    public bool IsRunsOwn(Exception failure) =>
        failure is not (SiloGoneException or TimeoutException or OperationCanceledException or RunMovedException or StorageUnavailableException or Storage.StorageUnavailableException);
}
