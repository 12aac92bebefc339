using Orleans.CodeGeneration;
using RayFlow.Model.Flows;

namespace RayFlow.GrainInterfaces.Flows;

/// <summary>The node types that this cluster knows, and what it thinks of a flow document. Key: <see cref="Key"/>. Any silo answers for itself.</summary>
[Alias("rayflow.ICatalogGrain"), Version(1)]
public interface ICatalogGrain : IGrainWithStringKey
{
    /// <summary>The key of the only one.</summary>
    const string Key = "all";

    /// <summary>The catalogue as the UTF-8 JSON of <c>GET /api/nodes</c>, broken user nodes included.</summary>
    [ReadOnly, Alias("GetNodes")]
    Task<byte[]> GetNodesAsync(CancellationToken cancellationToken);

    /// <summary>Every problem of a flow document (UTF-8 JSON), errors and warnings, in the order of the document.</summary>
    [ReadOnly, Alias("Validate")]
    Task<IReadOnlyList<FlowDiagnostic>> ValidateAsync(byte[] document, CancellationToken cancellationToken);
}
