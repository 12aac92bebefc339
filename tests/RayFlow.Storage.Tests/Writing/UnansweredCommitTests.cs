using Orleans.Storage;
using RayFlow.Storage.Tests.Fixtures;
using RayFlow.Storage.Values;

namespace RayFlow.Storage.Tests.Writing;

/// <summary>Connections that break at the worst moments: whatever the database did, a write is stored once.</summary>
public sealed class UnansweredCommitTests : IClassFixture<StorageFixture>, IAsyncDisposable
{
    private readonly StorageFixture _database;
    private readonly CuttingProxy _proxy;
    private readonly TestSilo _silo;

    public UnansweredCommitTests(StorageFixture database)
    {
        _database = database;
        _proxy = new CuttingProxy(database.ConnectionString);
        _silo = new TestSilo(_proxy.ConnectionString, options => options.WriterConnections = 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task Write_WhoseAnswerIsLost_IsStoredOnce()
    {
        var run = await _silo.StartAsync();
        await run.WriteAsync(run.Batch(["one"], run.Row()));

        var cut = _proxy.CutAsync(CutPoint.BeforeAnswer, "the second");
        var value = LargeValue.Of("a value"u8.ToArray());
        await run.WriteAsync(run.Batch(["the second", "and third"], run.Row("waiting"), "1+2+3", value));
        await run.AppendAsync("four");

        await cut;
        Assert.True(_silo.Health.IsAvailable);
        var again = await _silo.ActivateAsync(run.Id);
        Assert.Equal(4, again.Journal.Length);
        Assert.Single(await _silo.Get<RunValues>().ReadAsync(run.Id, [value.Hash], CancellationToken.None));
        Assert.Equal("1+2+3"u8, again.Journal.Snapshot.Span);
        Assert.Equal("waiting", (await _silo.Index.GetAsync(run.Id, CancellationToken.None))!.Status);
        Assert.Equal(3, await _database.CountTransactionsAsync([run.Id]));
    }

    [Fact]
    public async Task Write_OfManyWhoseAnswerIsLost_AreStoredOnce()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _silo.StartAsync()));
        await Task.WhenAll(runs.Select(run => run.AppendAsync("one")));

        var writes = new List<Task>();
        Task cut;
        await using (await _database.Source.LockAsync("journal"))
        {
            writes.Add(runs[0].AppendAsync("two"));
            await _database.Source.UntilBlockedAsync("journal");
            cut = _proxy.CutAsync(CutPoint.BeforeAnswer, "two");
            writes.AddRange(runs.Skip(1).Select(run => run.AppendAsync("two")));
        }

        await Task.WhenAll(writes);

        await cut;
        foreach (var run in runs)
        {
            Assert.Equal(["one", "two"], (await _silo.ActivateAsync(run.Id)).Entries);
        }
    }

    [Fact]
    public async Task Write_CutOffWhileTheServerWorks_IsStoredOnce()
    {
        var run = await _silo.StartAsync();
        await run.AppendAsync("one");
        Task write;
        await using (await _database.Source.LockAsync("journal"))
        {
            var cut = _proxy.CutAsync(CutPoint.AfterRequest, "the entry");
            write = run.AppendAsync("the entry", "more");
            await cut;

            // Both attempts wait now: the second found nothing of the first, because the first has not ended.
            await _database.Source.UntilBlockedAsync("journal", sessions: 2);
        }

        await write;

        Assert.Equal(["one", "the entry", "more"], (await _silo.ActivateAsync(run.Id)).Entries);
    }

    [Fact]
    public async Task Write_WhoseSessionIsTerminated_IsStoredOnce()
    {
        var run = await _silo.StartAsync();
        Task write;
        await using (await _database.Source.LockAsync("journal"))
        {
            write = run.AppendAsync("one");
            await _database.Source.UntilBlockedAsync("journal");
            await _database.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE relation = 'journal'::regclass AND NOT granted");
        }

        await write;

        Assert.Equal(["one"], (await _silo.ActivateAsync(run.Id)).Entries);
    }

    [Fact]
    public async Task Write_GivenUpWithoutAnAnswer_CanBeRepeated()
    {
        await using var silo = new TestSilo(_proxy.ConnectionString, options => options.UnavailableTimeout = TimeSpan.FromMilliseconds(300));
        var run = await silo.StartAsync();
        await run.AppendAsync("one");
        var cut = _proxy.CutAsync(CutPoint.BeforeAnswer, "the second", thenDown: true);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => run.AppendAsync("the second"));
        await cut;
        Assert.Equal(1, run.Journal.Length);

        _proxy.IsDown = false;
        await run.WriteAsync();
        await run.AppendAsync("three");

        Assert.Equal(["one", "the second", "three"], (await _silo.ActivateAsync(run.Id)).Entries);
    }

    [Fact]
    public async Task Write_GivenUpAndContinuedByAnother_IsRefused()
    {
        await using var silo = new TestSilo(_proxy.ConnectionString, options => options.UnavailableTimeout = TimeSpan.FromMilliseconds(300));
        var run = await silo.StartAsync();
        await run.AppendAsync("one");
        var cut = _proxy.CutAsync(CutPoint.BeforeAnswer, "the second", thenDown: true);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => run.AppendAsync("the second"));
        await cut;
        await using var elsewhere = _database.StartSilo();
        var other = await elsewhere.ActivateAsync(run.Id);
        await other.AppendAsync("three");

        _proxy.IsDown = false;
        await Assert.ThrowsAsync<InconsistentStateException>(run.WriteAsync);

        Assert.Equal(["one", "the second", "three"], (await elsewhere.ActivateAsync(run.Id)).Entries);
    }

    [Fact]
    public async Task Row_GivenUpWithoutAnAnswer_CanBeRepeated()
    {
        await using var silo = new TestSilo(_proxy.ConnectionString, options => options.UnavailableTimeout = TimeSpan.FromMilliseconds(300));
        var run = await silo.StartAsync();
        await run.AppendAsync("one");
        var cut = _proxy.CutAsync(CutPoint.BeforeAnswer, "the waiting flow", thenDown: true);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => run.WriteAsync(run.Batch([], run.Row("waiting", "the waiting flow"), "snapshot")));
        await cut;

        _proxy.IsDown = false;
        await run.WriteAsync();

        Assert.Equal("waiting", (await silo.Index.GetAsync(run.Id, CancellationToken.None))!.Status);
        Assert.Equal(8, run.Journal.SnapshotBytes);
    }

    [Fact]
    public async Task Read_WhileNobodyAnswers_Waits()
    {
        var run = await _silo.StartAsync();
        await run.AppendAsync("one");
        var cut = _proxy.CutAsync(CutPoint.BeforeRequest, "WITH ORDINALITY AS run", thenDown: true);

        await using var fresh = new TestSilo(_proxy.ConnectionString);
        var reading = fresh.ActivateAsync(run.Id);
        await cut;
        _proxy.IsDown = false;

        Assert.Equal(["one"], (await reading).Entries);
    }

    [Fact]
    public async Task Write_GivenUpAndOvertakenByAnother_IsRefused()
    {
        await using var silo = new TestSilo(_proxy.ConnectionString, options => options.UnavailableTimeout = TimeSpan.FromMilliseconds(300));
        var run = await silo.StartAsync();
        await run.AppendAsync("one");
        var cut = _proxy.CutAsync(CutPoint.BeforeRequest, "the second", thenDown: true);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => run.AppendAsync("the second"));
        await cut;
        await using var elsewhere = _database.StartSilo();
        var other = await elsewhere.ActivateAsync(run.Id);
        await other.AppendAsync("three");

        _proxy.IsDown = false;
        await Assert.ThrowsAsync<InconsistentStateException>(run.WriteAsync);

        Assert.Equal(["one", "three"], (await elsewhere.ActivateAsync(run.Id)).Entries);
    }
}
