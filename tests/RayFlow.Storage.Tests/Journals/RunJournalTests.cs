using System.Text;
using Orleans.Storage;
using RayFlow.Storage.Journals;
using RayFlow.Storage.Tests.Fixtures;

namespace RayFlow.Storage.Tests.Journals;

public sealed class RunJournalTests(StorageFixture database) : IClassFixture<StorageFixture>, IAsyncDisposable
{
    private readonly TestSilo _silo = database.StartSilo();

    public async ValueTask DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task Read_OfANewRun_IsEmpty()
    {
        var run = await _silo.StartAsync();

        Assert.Equal(0, run.Journal.Length);
        Assert.Empty(run.Entries);
        Assert.False(run.State.RecordExists);
        Assert.Null(run.State.ETag);
    }

    [Fact]
    public async Task Write_ThenRead_GivesTheEntriesInOrder()
    {
        var run = await _silo.StartAsync();
        await run.AppendAsync("one", "two");
        await run.AppendAsync("three");

        var again = await _silo.ActivateAsync(run.Id);

        Assert.Equal(["one", "two", "three"], again.Entries);
        Assert.Equal(3, again.Journal.Length);
        Assert.Equal(11, again.Journal.BytesSinceSnapshot);
        Assert.True(again.State.RecordExists);
        Assert.Equal("3", again.State.ETag);
    }

    [Fact]
    public async Task Write_OfOneStep_AddsNoMoreThanItsEntries()
    {
        var run = await _silo.StartAsync();
        await run.AppendAsync([.. Enumerable.Range(0, 1000).Select(i => $"entry {i}")]);

        await run.AppendAsync("one more");

        // Every version of a row names the transaction that wrote it.
        var written = await database.QueryAsync<long>(
            $"SELECT count(*) FROM journal WHERE run_id = '{run.Id}' AND xmin = (SELECT xmin FROM journal WHERE run_id = '{run.Id}' AND seq = 1001)");
        Assert.Equal(1, written);
    }

    [Fact]
    public async Task Snapshot_ThenRead_GivesItAndWhatCameAfterIt()
    {
        var run = await _silo.StartAsync();
        run.Append("one", "two");
        run.Journal.TakeSnapshot("1+2"u8.ToArray());
        Assert.Equal(0, run.Journal.BytesSinceSnapshot);
        await run.AppendAsync("three");

        var again = await _silo.ActivateAsync(run.Id);

        Assert.Equal("1+2", Encoding.UTF8.GetString(again.Journal.Snapshot.Span));
        Assert.Equal(["three"], again.Entries);
        Assert.Equal(3, again.Journal.Length);
        Assert.Equal(5, again.Journal.BytesSinceSnapshot);
    }

    [Fact]
    public async Task Snapshot_AfterAnother_ReplacesItAndKeepsTheEntries()
    {
        var run = await _silo.StartAsync();
        run.Append("one");
        run.Journal.TakeSnapshot("first"u8.ToArray());
        await run.WriteAsync();
        run.Append("two");
        run.Journal.TakeSnapshot("second"u8.ToArray());
        await run.WriteAsync();

        var again = await _silo.ActivateAsync(run.Id);

        Assert.Equal("second", Encoding.UTF8.GetString(again.Journal.Snapshot.Span));
        Assert.Empty(again.Entries);
        Assert.Equal(["one", "two"], await HistoryAsync(run.Id, 1));
    }

    [Fact]
    public async Task Snapshot_WithNothingPending_IsWrittenByItself()
    {
        var run = await _silo.StartAsync();
        await run.AppendAsync("one");
        run.Journal.TakeSnapshot("s"u8.ToArray());
        await run.WriteAsync();

        var again = await _silo.ActivateAsync(run.Id);

        Assert.Equal(1, again.Journal.Snapshot.Length);
        Assert.Equal(1, again.Journal.Length);
    }

    [Fact]
    public async Task Append_WhileAWriteIsInFlight_GoesWithTheNext()
    {
        var run = await _silo.StartAsync();
        Task first;
        await using (await database.Source.LockAsync("journal"))
        {
            first = run.AppendAsync("one");
            await database.Source.UntilBlockedAsync("journal");
            run.Append("two");
            run.Journal.TakeSnapshot("1+2"u8.ToArray());
            Assert.False(first.IsCompleted);
        }

        await first;
        Assert.Equal(["one"], (await _silo.ActivateAsync(run.Id)).Entries);
        await run.WriteAsync();
        Assert.Equal("1+2", Encoding.UTF8.GetString((await _silo.ActivateAsync(run.Id)).Journal.Snapshot.Span));
        Assert.Equal(["one", "two"], await HistoryAsync(run.Id, 1));
    }

    [Fact]
    public async Task Write_WhileAnotherIsInFlight_WaitsForItAndAddsTheRest()
    {
        var run = await _silo.StartAsync();
        var writes = new List<Task>();
        for (var i = 0; i < 50; i++)
        {
            writes.Add(run.AppendAsync($"{i}"));
        }

        await Task.WhenAll(writes);

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}"), (await _silo.ActivateAsync(run.Id)).Entries);
    }

    [Fact]
    public async Task Write_WithNothingPending_IsNone()
    {
        var run = await _silo.StartAsync();
        await using (await database.Source.LockAsync("journal"))
        {
            await run.WriteAsync();
        }

        Assert.False(run.State.RecordExists);
    }

    [Fact]
    public async Task Write_OfAStaleActivation_IsRefusedAndLeavesNothing()
    {
        var run = await _silo.StartAsync();
        await run.AppendAsync("one");
        var stale = await _silo.ActivateAsync(run.Id);
        await run.AppendAsync("two");

        stale.Append("other two", "other three");
        stale.Journal.TakeSnapshot("wrong"u8.ToArray());
        stale.Journal.Row = stale.Row("failed");
        var error = await Assert.ThrowsAsync<InconsistentStateException>(stale.WriteAsync);

        Assert.Equal("2", error.StoredEtag);
        Assert.Equal("1", error.CurrentEtag);
        var again = await _silo.ActivateAsync(run.Id);
        Assert.Equal(["one", "two"], again.Entries);
        Assert.Null(await _silo.Index.GetAsync(run.Id, CancellationToken.None));
    }

    [Fact]
    public async Task Write_OfAStaleActivationsRowAlone_IsRefused()
    {
        var run = await _silo.StartAsync();
        await run.AppendAsync("one");
        var stale = await _silo.ActivateAsync(run.Id);
        run.Journal.Row = run.Row("completed");
        await run.AppendAsync("two");

        stale.Journal.Row = stale.Row("running");
        await Assert.ThrowsAsync<InconsistentStateException>(stale.WriteAsync);

        Assert.Equal("completed", (await _silo.Index.GetAsync(run.Id, CancellationToken.None))!.Status);
    }

    [Fact]
    public async Task Write_OfALargeEntry_KeepsItByteForByte()
    {
        var run = await _silo.StartAsync();
        var large = new byte[9 * 1024 * 1024];
        new Random(1).NextBytes(large);
        run.Journal.Append(large);
        await run.WriteAsync();

        var again = await _silo.ActivateAsync(run.Id);

        Assert.True(again.Journal.Entries.Single().Span.SequenceEqual(large));
    }

    [Fact]
    public async Task ReleaseEntries_AfterARead_FreesThemAndKeepsTheLength()
    {
        var run = await _silo.StartAsync();
        await run.AppendAsync("one");
        var again = await _silo.ActivateAsync(run.Id);

        again.Journal.ReleaseEntries();
        await again.AppendAsync("two");

        Assert.Empty(again.Entries);
        Assert.Equal(2, again.Journal.Length);
        Assert.Equal(["one", "two"], await HistoryAsync(run.Id, 1));
    }

    [Fact]
    public async Task Clear_OfARun_LeavesNothingOfIt()
    {
        var run = await _silo.StartAsync();
        run.Append("one");
        run.Journal.TakeSnapshot("s"u8.ToArray());
        run.Journal.Row = run.Row();
        await run.WriteAsync();

        await run.ClearAsync();

        Assert.Equal(0, run.Journal.Length);
        Assert.False(run.State.RecordExists);
        Assert.Equal(0, (await _silo.ActivateAsync(run.Id)).Journal.Length);
        Assert.Null(await _silo.Index.GetAsync(run.Id, CancellationToken.None));
    }

    [Fact]
    public async Task Read_OfADamagedJournal_SaysSo()
    {
        var run = await _silo.StartAsync();
        await run.AppendAsync("one", "two", "three");
        await database.ExecuteAsync($"DELETE FROM journal WHERE run_id = '{run.Id}' AND seq = 2");

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => _silo.ActivateAsync(run.Id));

        Assert.Equal($"The journal of run '{run.Id}' is damaged: entry 2 is missing before entry 3.", error.Message);
    }

    [Fact]
    public async Task ReadAsync_FromTheMiddle_GivesTheRestOverManyPages()
    {
        var run = await _silo.StartAsync();
        await run.AppendAsync([.. Enumerable.Range(1, 1234).Select(i => $"{i}")]);

        Assert.Equal(Enumerable.Range(100, 1135).Select(i => $"{i}"), await HistoryAsync(run.Id, 100));
        Assert.Empty(await HistoryAsync(run.Id, 1235));
        Assert.Empty(await HistoryAsync(TestSilo.NewRunId(), 1));
    }

    [Fact]
    public async Task Read_OfAKeyThatIsNoRunId_IsRefused() =>
        await Assert.ThrowsAsync<FormatException>(() => _silo.ActivateAsync("sum"));

    private async Task<List<string>> HistoryAsync(string run, long from)
    {
        var entries = new List<string>();
        await foreach (var entry in _silo.Get<RunJournals>().ReadAsync(run, from))
        {
            Assert.Equal(from + entries.Count, entry.Sequence);
            entries.Add(Encoding.UTF8.GetString(entry.Payload.Span));
        }

        return entries;
    }
}
