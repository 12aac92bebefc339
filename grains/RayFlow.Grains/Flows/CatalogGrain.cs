using RayFlow.GrainInterfaces.Flows;
using RayFlow.Model.Flows;
using RayFlow.Nodes.Catalog;

namespace RayFlow.Grains.Flows;

/// <summary>Answers for the silo that it is on.</summary>
[StatelessWorker]
internal sealed class CatalogGrain(CompiledFlows flows, CatalogDocument catalog) : Grain, ICatalogGrain
{
    public Task<byte[]> GetNodesAsync(CancellationToken cancellationToken) => Task.FromResult(catalog.Json);

    public Task<IReadOnlyList<FlowDiagnostic>> ValidateAsync(byte[] document, CancellationToken cancellationToken) => flows.ValidateAsync(document, null, cancellationToken);
}

/// <summary>The catalogue as JSON, made once.</summary>
internal sealed class CatalogDocument(NodeCatalog catalog)
{
    public byte[] Json { get; } = CatalogJson.Write(catalog);
}
