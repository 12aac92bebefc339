using RayFlow.Storage.Runs;
using RayFlow.Storage.Tests.Fixtures;
using RayFlow.Storage.Values;

namespace RayFlow.Storage.Tests.Runs;

public sealed class RetentionTests : IAsyncLifetime
{
    private readonly StorageFixture _database = new();
    private TestSilo? _silo;

    private TestSilo Silo => _silo!;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        _silo = _database.StartSilo();
    }

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Delete_OfOldRuns_LeavesNothingOfThemAndAllOfTheOthers()
    {
        var old = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            old.Add(await WriteAsync(started: TimeSpan.FromDays(40 - i), ended: TimeSpan.FromDays(31)));
        }

        var waiting = await WriteAsync(started: TimeSpan.FromDays(400), ended: null);
        var young = await WriteAsync(started: TimeSpan.FromDays(40), ended: TimeSpan.FromDays(29));

        var deleted = await Silo.Get<Retention>().DeleteAsync(TimeSpan.FromDays(30), 2, CancellationToken.None);

        Assert.Equal(7, deleted);
        foreach (var table in new[] { "runs", "journal", "run_values", "snapshots" })
        {
            Assert.Equal(2, await _database.QueryAsync<long>($"SELECT count(*) FROM {table}"));
            Assert.Equal(2, await _database.QueryAsync<long>($"SELECT count(*) FROM {table} WHERE run_id IN ('{waiting}', '{young}')"));
        }

        Assert.Equal(6, await _database.QueryAsync<long>("SELECT count(*) FROM grain_state"));
        Assert.Equal(0, await _database.QueryAsync<long>($"SELECT count(*) FROM grain_state WHERE left(grain_key, 32) IN ('{string.Join("','", old)}')"));
        Assert.Equal(0, await Silo.Get<Retention>().DeleteAsync(TimeSpan.FromDays(30), 2, CancellationToken.None));
    }

    [Fact]
    public async Task Delete_ByTwoSilosAtOnce_DeletesEachRunOnce()
    {
        for (var i = 0; i < 60; i++)
        {
            await WriteAsync(started: TimeSpan.FromDays(40), ended: TimeSpan.FromDays(31));
        }

        var deleted = await Task.WhenAll(Enumerable.Range(0, 3).Select(
            _ => Silo.Get<Retention>().DeleteAsync(TimeSpan.FromDays(30), 5, CancellationToken.None)));

        var left = await Silo.Get<Retention>().DeleteAsync(TimeSpan.FromDays(30), 5, CancellationToken.None);
        Assert.Equal(60, deleted.Sum() + left);
        Assert.Equal(0, await _database.QueryAsync<long>("SELECT count(*) FROM grain_state"));
    }

    private async Task<string> WriteAsync(TimeSpan started, TimeSpan? ended)
    {
        var run = await Silo.StartAsync();
        var now = DateTimeOffset.UtcNow;
        run.Journal.Append("one"u8.ToArray(), LargeValue.Of("a value"u8.ToArray()));
        run.Journal.TakeSnapshot("s"u8.ToArray());
        run.Journal.Row = run.Row(ended is null ? "waiting" : "completed") with { StartedAt = now - started, EndedAt = now - ended };
        await run.WriteAsync();
        foreach (var key in new[] { run.Id, $"{run.Id}//add", $"{run.Id}/for1[3]/add" })
        {
            await Silo.Storage.WriteStateAsync("state", GrainId.Create("node", key), new GrainState<List<string>>([]));
        }

        return run.Id;
    }
}
