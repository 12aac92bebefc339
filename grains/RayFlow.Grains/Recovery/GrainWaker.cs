using RayFlow.GrainInterfaces.Failures;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Runs;
using RayFlow.Storage;

namespace RayFlow.Grains.Recovery;

/// <summary>Wakes runs by their grains.</summary>
internal sealed class GrainWaker(IGrainFactory grains, LiveRuns live, StorageHealth health, DatabaseHold hold) : IRunWaker
{
    public bool IsOpen => health.IsAvailable && hold.IsHeld;

    public bool Has(string runId) => live.Has(runId);

    public Task WakeAsync(string runId) => grains.GetGrain<IWorkflowGrain>(runId).WakeAsync(CancellationToken.None);

    // Orleans' own exceptions say that a silo was not reached, or that a grain was on its way from one to another.
    public bool IsRunsOwn(Exception failure) =>
        failure is not (OrleansException or TimeoutException or OperationCanceledException or RunMovedException or GrainInterfaces.Failures.StorageUnavailableException);
}
