using Orleans.Runtime;

namespace Orleans;

/// <summary>What the runtime calls on a grain class.</summary>
public interface IGrainBase
{
    /// <summary>The activation that the instance belongs to.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>Called before the first request. If it fails, so do the requests that wait.</summary>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Called after the last request. Not called when the process dies.</summary>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
