using Microsoft.Extensions.DependencyInjection;
using RayFlow.Grains.Recovery;
using RayFlow.Testing.Clusters;
using RayFlow.Testing.Flows;

namespace RayFlow.Grains.Tests.Recovery;

/// <summary>What is old is deleted, by one grain in the cluster that remembers when it did so.</summary>
public sealed class MaintenanceTests
{
    [Fact]
    public async Task OldRuns_AreDeleted_AndWhenIsRememberedAcrossSilos()
    {
        var period = 0.1;
        await using var cluster = await RayFlowCluster.StartAsync(configureServices: services => services.Configure<RetentionOptions>(options =>
        {
            options.Days = TimeSpan.FromMilliseconds(1).TotalDays;
            options.PeriodSeconds = period;
        }));
        await cluster.NewRun().RunAsync(new FlowBuilder().Return().Exec("start", "return"));
        await cluster.UntilAsync("SELECT count(*) = 0 FROM runs");
        await cluster.UntilAsync("SELECT count(*) = 1 FROM OrleansStorage WHERE GrainTypeString = 'maintenance' AND Version >= 2");

        period = 1000;
        await cluster.RestartAsync();

        // It went on until the silo stopped; the next does not begin anew.
        var state = await Maintenance(cluster).GetAsync(CancellationToken.None);
        Assert.NotNull(state.RunsSweptAt);
        Assert.NotNull(state.DocumentsSweptAt);
        await Maintenance(cluster).KeepUpAsync(CancellationToken.None);
        Assert.Equal(state.RunsSweptAt, (await Maintenance(cluster).GetAsync(CancellationToken.None)).RunsSweptAt);
        Assert.Equal(1, await cluster.QueryAsync("SELECT count(*) FROM OrleansStorage WHERE GrainTypeString = 'maintenance'"));
    }

    private static IMaintenanceGrain Maintenance(RayFlowCluster cluster) => cluster.Grains.GetGrain<IMaintenanceGrain>(IMaintenanceGrain.Key);
}
