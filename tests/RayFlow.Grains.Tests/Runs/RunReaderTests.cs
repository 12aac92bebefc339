using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Values;
using RayFlow.Testing.Clusters;
using RayFlow.Testing.Flows;

namespace RayFlow.Grains.Tests.Runs;

/// <summary>Whoever reads a run's past takes nothing from the run.</summary>
public sealed class RunReaderTests : IAsyncLifetime
{
    private RayFlowCluster _cluster = null!;

    private static FlowBuilder TwoWaits => new FlowBuilder().Node("first", "flow_wait_signal").Constant("SIGNAL", "first").Node("second", "flow_wait_signal").Constant("SIGNAL", "second").Return()
        .Exec("start", "first", "second", "return");

    public async ValueTask InitializeAsync() => _cluster = await RayFlowCluster.StartAsync();

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task History_OfARunThatGoesOn_IsFoldedOnFromWhereItWasLeft()
    {
        var run = _cluster.NewRun();
        var id = (await run.StartAsync(TwoWaits)).RunId;
        await run.EventsUntilAsync("node_waiting", "first");
        Assert.Equal(2, (await run.HistoryAsync(_cluster.Grains))!.Items.Count);
        await _cluster.ExecuteAsync($"UPDATE journal SET payload = 'nobody reads this again' WHERE run_id = '{id}'");

        await run.SignalAsync(new SendSignal("first", Value.Null), CancellationToken.None);
        var history = await run.HistoryAsync(_cluster.Grains);

        Assert.Equal(["start completed", "first completed", "second waiting"], history!.Items.Select(item => $"{item.NodeId} {item.State}"));
    }

    [Fact]
    public async Task Reading_OfARunThatWaits_DoesNotBringItIntoMemory()
    {
        var run = _cluster.NewRun();
        var id = (await run.StartAsync(TwoWaits)).RunId;
        await run.EventsUntilAsync("node_waiting", "first");
        await _cluster.RestartAsync();
        var reader = _cluster.Grains.GetGrain<IRunReaderGrain>(IRunReaderGrain.Key);

        Assert.Equal(2, (await reader.ReadHistoryAsync(id, new HistoryQuery(0, 100), CancellationToken.None))!.Items.Count);
        Assert.NotEmpty((await reader.ReadEventsAsync(id, 0, 100, CancellationToken.None))!.Events);
        Assert.NotEmpty((await reader.ReadFlowAsync(id, CancellationToken.None))!);
        Assert.Single((await _cluster.Grains.GetGrain<IRunDirectoryGrain>(IRunDirectoryGrain.Key).ListAsync(new RunQuery(null, null, null, null, 10), CancellationToken.None)).Items);

        var inMemory = await _cluster.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        Assert.DoesNotContain(inMemory, activation => activation.GrainId == run.GetGrainId());
    }
}
