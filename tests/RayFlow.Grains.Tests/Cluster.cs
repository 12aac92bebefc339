using RayFlow.Testing.Clusters;

namespace RayFlow.Grains.Tests;

/// <summary>A silo that the tests of a class share; runs do not see each other.</summary>
public sealed class Cluster : IAsyncLifetime
{
    /// <summary>The folder of this project's user nodes.</summary>
    public static string Nodes { get; } = Path.Combine(AppContext.BaseDirectory, "nodes");

    public RayFlowCluster Silo { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Silo = await RayFlowCluster.StartAsync(Nodes);

    public async ValueTask DisposeAsync() => await Silo.DisposeAsync();
}
