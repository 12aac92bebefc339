using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using RayFlow.GrainInterfaces.Flows;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Testing.Clusters;
using RayFlow.Testing.Flows;

namespace RayFlow.Grains.Tests.Attempts;

/// <summary>Nodes at work while the database is away for longer than anybody is kept waiting.</summary>
public sealed class NodeOutageTests
{
    private const int NodeCallFailed = 1023;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Node_ThatChangesAVariableOrEmitsDuringALongOutage_DoesItOnceAndCompletes(bool emits)
    {
        var (clock, log, gate) = (new ManualClock(), new CountedLog(), Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));
        await using var cluster = await RayFlowCluster.StartAsync(Cluster.Nodes, clock, configureServices: services => services.AddLogging(logging => logging.AddProvider(log)));
        await cluster.Grains.GetGrain<IFlowGrain>("hears").SaveAsync(
            new SaveFlow(Encoding.UTF8.GetBytes(new FlowBuilder().Config("on_event", "told").Return().Exec("start", "return").ToJson())), CancellationToken.None);
        var run = cluster.NewRun();
        await run.StartAsync(new FlowBuilder().Variable("told", 0L, "int").Node("tells", "test_tells").Input("file", gate).Input("emits", emits)
            .Node("get", "variables_get").Config("variable_name", "told").Return().Exec("start", "tells", "return").Data("get.value", "return.told"));
        await run.EventsUntilAsync("node_started", "tells");

        await using (await HoldJournalsAsync(cluster))
        {
            await File.WriteAllTextAsync(gate, "");
            await AdvanceUntilAsync(clock, () => log.Count(NodeCallFailed) > 0); // nobody is kept waiting for as long as this lasts
        }

        var ending = run.EndAsync();
        await AdvanceUntilAsync(clock, () => ending.IsCompleted);
        var ended = await ending;

        Assert.Equal((RunStatus.Completed, emits ? 0L : 1L), (ended.Status, ended.Result?["told"].AsInt()));
        Assert.Equal(emits ? 1 : 0, await cluster.QueryAsync("SELECT count(*) FROM runs WHERE flow_name = 'hears'"));
        File.Delete(gate);
    }

    /// <summary>Nothing is committed to journals until the result is disposed.</summary>
    private static async Task<IAsyncDisposable> HoldJournalsAsync(RayFlowCluster cluster)
    {
        var connection = new NpgsqlConnection(cluster.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE journal IN EXCLUSIVE MODE", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private static async Task AdvanceUntilAsync(ManualClock clock, Func<bool> isOver)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!isOver())
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10, limit.Token);
        }
    }
}
