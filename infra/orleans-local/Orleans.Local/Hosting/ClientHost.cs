using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Connects a client to the silos of its cluster in this process.</summary>
internal sealed class ClientHost(GrainRuntime runtime, IOptions<ClusterMembership> membership, IOptions<ClusterOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var cluster = LocalCluster.Of(membership.Value, options.Value);
        if (cluster.Silos.Count == 0)
        {
            throw new SiloUnavailableException($"There is no silo of cluster '{options.Value.ClusterId}' in this process. The local runtime has no network; start the silo first, in the same process.");
        }

        runtime.Start(cluster);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        runtime.Stop();
        return Task.CompletedTask;
    }
}
