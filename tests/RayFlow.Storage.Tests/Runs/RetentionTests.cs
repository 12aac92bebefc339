using Orleans.Storage;
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

        // One writer, whose statements are prepared after the first write: a batch that waits for a lock has done what comes before.
        _silo = _database.StartSilo(options => options.WriterConnections = 1);
    }

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Delete_OfOldRuns_LeavesNothingOfThemAndAllOfTheOthers()
    {
        for (var i = 0; i < 7; i++)
        {
            await WriteAsync(started: TimeSpan.FromDays(40 - i), ended: TimeSpan.FromDays(31));
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

        Assert.Equal(0, await Silo.Get<Retention>().DeleteAsync(TimeSpan.FromDays(30), 2, CancellationToken.None));
    }

    [Fact]
    public async Task Delete_OfARunWhosePastAnotherHas_WaitsForThatOne()
    {
        var origin = await WriteAsync(started: TimeSpan.FromDays(40), ended: TimeSpan.FromDays(31));
        var fork = await WriteAsync(started: TimeSpan.FromDays(35), ended: TimeSpan.FromDays(10), origin);
        var fork2 = await WriteAsync(started: TimeSpan.FromDays(34), ended: TimeSpan.FromDays(31), fork);

        Assert.Equal(1, await Silo.Get<Retention>().DeleteAsync(TimeSpan.FromDays(30), 2, CancellationToken.None));
        Assert.Equal(2, await _database.QueryAsync<long>($"SELECT count(*) FROM runs WHERE run_id IN ('{origin}', '{fork}')"));
        Assert.Equal(1, await Silo.Get<Retention>().DeleteAsync(TimeSpan.FromDays(5), 2, CancellationToken.None));
        Assert.Equal(1, await Silo.Get<Retention>().DeleteAsync(TimeSpan.FromDays(5), 2, CancellationToken.None));
        Assert.Equal(0, await _database.QueryAsync<long>("SELECT count(*) FROM journal"));
        Assert.Equal(0, await _database.QueryAsync<long>("SELECT count(*) FROM run_forks"));
        Assert.NotEqual(fork, fork2);
    }

    [Fact]
    public async Task Fork_OfARunThatIsDeletedMeanwhile_IsNotCommitted()
    {
        var origin = await WriteAsync(started: TimeSpan.FromDays(40), ended: TimeSpan.FromDays(31));
        await Silo.Get<Retention>().DeleteAsync(TimeSpan.FromDays(30), 2, CancellationToken.None);

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(started: TimeSpan.FromDays(1), ended: null, origin));

        Assert.Equal(0, await _database.QueryAsync<long>("SELECT count(*) FROM runs"));
        Assert.Equal(0, await _database.QueryAsync<long>("SELECT count(*) FROM journal"));
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
        Assert.Equal(0, await _database.QueryAsync<long>("SELECT count(*) FROM journal"));
    }

    [Fact]
    public async Task Delete_OfARunInMemory_MakesItsNextWriteFail()
    {
        var run = await Silo.ActivateAsync(await WriteAsync(TimeSpan.FromDays(40), TimeSpan.FromDays(31)));

        Assert.Equal(1, await Silo.Get<Retention>().DeleteAsync(TimeSpan.FromDays(30), 10, CancellationToken.None));

        await Assert.ThrowsAsync<InconsistentStateException>(() => run.WriteAsync(run.Batch(["retry"], run.Row())));
        await AssertIsGoneAsync(run.Id);
    }

    [Fact]
    public async Task Delete_WhileTheRunIsRetried_LeavesNothingOfIt()
    {
        var run = await Silo.ActivateAsync(await WriteAsync(TimeSpan.FromDays(40), TimeSpan.FromDays(31)));
        Task<long> deleting;
        Task retrying;
        await using (await _database.Source.LockAsync("snapshots"))
        {
            // The journal is deleted and not committed: who looks for the predecessor now still finds it.
            deleting = Silo.Get<Retention>().DeleteAsync(TimeSpan.FromDays(30), 10, CancellationToken.None);
            await _database.Source.UntilBlockedAsync("snapshots");
            retrying = run.WriteAsync(run.Batch(["retry"], run.Row()));
            await _database.Source.UntilARowIsAwaitedAsync();
        }

        Assert.Equal(1, await deleting);
        await Assert.ThrowsAsync<InconsistentStateException>(() => retrying);
        await AssertIsGoneAsync(run.Id);
    }

    [Fact]
    public async Task Delete_WhileARetryCommits_PassesTheRunBy()
    {
        var run = await Silo.ActivateAsync(await WriteAsync(TimeSpan.FromDays(40), TimeSpan.FromDays(31)));
        Task retrying;
        await using (await _database.Source.LockAsync("journal"))
        {
            retrying = run.WriteAsync(run.Batch(["retry"], run.Row()));
            await _database.Source.UntilBlockedAsync("journal");

            Assert.Equal(0, await Silo.Get<Retention>().DeleteAsync(TimeSpan.FromDays(30), 10, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30)));
        }

        await retrying;
        Assert.Equal(0, await Silo.Get<Retention>().DeleteAsync(TimeSpan.FromDays(30), 10, CancellationToken.None));
        Assert.Equal(["retry"], (await Silo.ActivateAsync(run.Id)).Entries);
    }

    [Fact]
    public async Task Delete_OfARunWhoseParentIsNotTold_Waits()
    {
        var run = await Silo.ActivateAsync(await WriteAsync(TimeSpan.FromDays(40), TimeSpan.FromDays(31)));
        await _database.ExecuteAsync("UPDATE runs SET owner = 'silo'");

        Assert.Equal(0, await Silo.Get<Retention>().DeleteAsync(TimeSpan.FromDays(30), 10, CancellationToken.None));
        Assert.Equal(1, (await Silo.ActivateAsync(run.Id)).Journal.Length);
    }

    private async Task AssertIsGoneAsync(string run)
    {
        foreach (var table in new[] { "runs", "journal", "run_values", "snapshots" })
        {
            Assert.Equal(0, await _database.QueryAsync<long>($"SELECT count(*) FROM {table} WHERE run_id = '{run}'"));
        }
    }

    private async Task<string> WriteAsync(TimeSpan started, TimeSpan? ended, string? origin = null)
    {
        var run = await Silo.StartAsync();
        var now = DateTimeOffset.UtcNow;
        var row = run.Row(ended is null ? "waiting" : "completed") with { StartedAt = now - started, EndedAt = now - ended };
        await run.WriteAsync(run.Batch(["one"], row, "s", origin, LargeValue.Of("a value"u8.ToArray())));
        return run.Id;
    }
}
