using Orleans.CodeGeneration;

namespace RayFlow.GrainInterfaces.Flows;

/// <summary>A saved flow and its versions. Key: the flow's name.</summary>
[Alias("rayflow.IFlowGrain"), Version(1)]
public interface IFlowGrain : IGrainWithStringKey
{
    /// <summary>Saves a document; one that changes something becomes a new version, one that does not answers with the present version.</summary>
    [Alias("Save")]
    Task<SaveFlowResult> SaveAsync(SaveFlow request, CancellationToken cancellationToken);

    /// <summary>A version, or the latest for null; null if there is none.</summary>
    [ReadOnly, Alias("Get")]
    Task<FlowVersion?> GetAsync(int? version, CancellationToken cancellationToken);

    /// <summary>A version without its document, or the latest for null; null if there is none.</summary>
    [ReadOnly, Alias("Find")]
    Task<FlowVersion?> FindAsync(int? version, CancellationToken cancellationToken);

    /// <summary>All versions without their documents, newest first; empty if the flow does not exist.</summary>
    [ReadOnly, Alias("GetVersions")]
    Task<IReadOnlyList<FlowVersion>> GetVersionsAsync(CancellationToken cancellationToken);

    /// <summary>Deletes the flow; runs keep the version that they started with. False if there was none, or null if <paramref name="ifVersion"/> is not the latest.</summary>
    [Alias("Delete")]
    Task<bool?> DeleteAsync(int? ifVersion, CancellationToken cancellationToken);
}
