using System.Text;
using Orleans.Storage;
using RayFlow.Storage.Journals;
using RayFlow.Storage.Tests.Fixtures;
using RayFlow.Storage.Values;

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
        Assert.False(run.Journal.HasSnapshot);
        await run.WriteAsync(run.Batch(["one", "two"], snapshot: "1+2"));
        Assert.True(run.Journal.HasSnapshot);
        await run.AppendAsync("three");

        var again = await _silo.ActivateAsync(run.Id);

        Assert.True(again.Journal.HasSnapshot);
        Assert.Equal("1+2", Encoding.UTF8.GetString(again.Journal.Snapshot.Span));
        Assert.Equal(["three"], again.Entries);
        Assert.Equal(3, again.Journal.Length);
        Assert.Equal(5, again.Journal.BytesSinceSnapshot);
    }

    [Fact]
    public async Task Snapshot_AfterAnother_ReplacesItAndKeepsTheEntries()
    {
        var run = await _silo.StartAsync();
        await run.WriteAsync(run.Batch(["one"], snapshot: "first"));
        await run.WriteAsync(run.Batch(["two"], snapshot: "second"));

        var again = await _silo.ActivateAsync(run.Id);

        Assert.Equal("second", Encoding.UTF8.GetString(again.Journal.Snapshot.Span));
        Assert.Empty(again.Entries);
        Assert.Equal(["one", "two"], await HistoryAsync(run.Id, 1));
    }

    [Fact]
    public async Task Snapshot_WithoutEntries_IsWrittenByItself()
    {
        var run = await _silo.StartAsync();
        await run.AppendAsync("one");
        await run.WriteAsync(run.Batch([], snapshot: "s"));

        var again = await _silo.ActivateAsync(run.Id);

        Assert.Equal(1, again.Journal.Snapshot.Length);
        Assert.Equal(1, again.Journal.Length);
    }

    [Fact]
    public async Task Write_WhileAnotherIsUnderWay_IsRefused()
    {
        var run = await _silo.StartAsync();
        Task first;
        await using (await database.Source.LockAsync("journal"))
        {
            first = run.AppendAsync("one");

            await Assert.ThrowsAsync<InvalidOperationException>(run.WriteAsync);
            Assert.Throws<InvalidOperationException>(() => run.Journal.Batch = run.Batch(["two"]));
        }

        await first;
        await run.AppendAsync("two");
        Assert.Equal(["one", "two"], (await _silo.ActivateAsync(run.Id)).Entries);
    }

    [Fact]
    public async Task Write_WithoutABatch_IsRefused()
    {
        var run = await _silo.StartAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(run.WriteAsync);
        await run.AppendAsync("one");

        Assert.Null(run.Journal.Batch);
        await Assert.ThrowsAsync<InvalidOperationException>(run.WriteAsync);
    }

    [Fact]
    public async Task Write_OfABatchOfNothing_AsksForTheLength()
    {
        var run = await _silo.StartAsync();
        await run.WriteAsync(run.Batch([]));
        Assert.Null(run.State.ETag);
        await run.AppendAsync("one");
        var other = await _silo.ActivateAsync(run.Id);
        await run.WriteAsync(run.Batch([]));
        Assert.Equal("1", run.State.ETag);

        await other.AppendAsync("two");

        var error = await Assert.ThrowsAsync<InconsistentStateException>(() => run.WriteAsync(run.Batch([])));
        Assert.Equal(("2", "1"), (error.StoredEtag, error.CurrentEtag));
        Assert.Equal(1, run.Journal.Length);
        Assert.Equal(2, await database.QueryAsync<long>($"SELECT count(*) FROM journal WHERE run_id = '{run.Id}'"));
    }

    /// <summary>What a database looks like that lost its last commits, or from which retention took the run.</summary>
    [Theory]
    [InlineData("entries")]
    [InlineData("row")]
    [InlineData("snapshot")]
    [InlineData("nothing")]
    public async Task Write_WhosePredecessorIsGone_IsRefusedAndLeavesNothing(string part)
    {
        var run = await _silo.StartAsync();
        await run.AppendAsync("one", "two");
        await database.ExecuteAsync($"DELETE FROM journal WHERE run_id = '{run.Id}' AND seq = 2");

        var error = await Assert.ThrowsAsync<InconsistentStateException>(() => run.WriteAsync(part switch
        {
            "entries" => run.Batch(["three", "four"], run.Row(), "1+2+3+4", LargeValue.Of("a value"u8.ToArray())),
            "row" => run.Batch([], run.Row()),
            "snapshot" => run.Batch([], snapshot: "1+2"),
            _ => run.Batch([]),
        }));

        Assert.Equal(
            $"The journal of run '{run.Id}' has 1 entries in the database and was to be continued after 2: it was deleted, or the database is one that was restored or has lost its last commits. This activation has to be given up.",
            error.Message);
        Assert.Equal(("1", "2"), (error.StoredEtag, error.CurrentEtag));
        Assert.Equal(["one"], (await _silo.ActivateAsync(run.Id)).Entries);
        foreach (var table in new[] { "runs", "snapshots", "run_values" })
        {
            Assert.Equal(0, await database.QueryAsync<long>($"SELECT count(*) FROM {table} WHERE run_id = '{run.Id}'"));
        }
    }

    [Fact]
    public async Task Write_OfAFirstEntryThatIsThereAlready_IsRefused()
    {
        var run = await _silo.StartAsync();
        var other = await _silo.ActivateAsync(run.Id);
        await run.AppendAsync("one");

        await Assert.ThrowsAsync<InconsistentStateException>(() => other.AppendAsync("another one"));
        await Assert.ThrowsAsync<InconsistentStateException>(() => other.WriteAsync(other.Batch([], other.Row())));

        Assert.Equal(["one"], (await _silo.ActivateAsync(run.Id)).Entries);
    }

    [Fact]
    public async Task Write_OfManyStepsOfAWideTable_ReadsItsPredecessorsOnly()
    {
        // The statements are prepared while the table is small, and must not be carried out later as if it still were.
        await using var silo = database.StartSilo(options => options.WriterConnections = 1);
        var run = await silo.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            await run.AppendAsync("small");
        }

        await database.ExecuteAsync("""
            INSERT INTO journal (run_id, seq, payload) SELECT gen_random_uuid(), 1, '' FROM generate_series(1, 20000);
            ANALYZE journal;
            SELECT pg_stat_force_next_flush()
            """);
        const string Fetched = "SELECT idx_tup_fetch + idx_scan + seq_tup_read FROM pg_stat_user_tables WHERE relname = 'journal'";
        var before = await database.QueryAsync<long>(Fetched);
        for (var i = 0; i < 20; i++)
        {
            await run.AppendAsync("small");
            await run.WriteAsync(run.Batch([]));
        }

        // A session tells what it has read when it ends.
        await silo.DisposeAsync();
        await database.Source.UntilAsync($"SELECT ({Fetched}) >= {before + 60}");
        Assert.InRange(await database.QueryAsync<long>(Fetched) - before, 60, 1000);
    }

    [Fact]
    public async Task Write_OfAStaleActivation_IsRefusedAndLeavesNothing()
    {
        var run = await _silo.StartAsync();
        await run.AppendAsync("one");
        var stale = await _silo.ActivateAsync(run.Id);
        await run.AppendAsync("two");

        var batch = stale.Batch(["other two", "other three"], stale.Row("failed"), "wrong");
        var error = await Assert.ThrowsAsync<InconsistentStateException>(() => stale.WriteAsync(batch));

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
        await run.WriteAsync(run.Batch(["two"], run.Row("completed")));

        await Assert.ThrowsAsync<InconsistentStateException>(() => stale.WriteAsync(stale.Batch([], stale.Row("running"))));

        Assert.Equal("completed", (await _silo.Index.GetAsync(run.Id, CancellationToken.None))!.Status);
    }

    [Fact]
    public async Task Write_OfALargeEntry_KeepsItByteForByte()
    {
        var run = await _silo.StartAsync();
        var large = new byte[9 * 1024 * 1024];
        new Random(1).NextBytes(large);
        await run.WriteAsync(new JournalBatch { ExpectedLength = 0, Entries = [large] });

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
        await run.WriteAsync(run.Batch(["one"], run.Row(), "s"));

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

        var damaged = (await _silo.ActivateAsync(run.Id)).Journal;

        Assert.Equal($"The journal of run '{run.Id}' is damaged: entry 2 is missing before entry 3.", damaged.Damage);
        Assert.Equal(3, damaged.Length);
    }

    [Fact]
    public async Task ReadAsync_FromTheMiddle_GivesTheRestOverManyPages()
    {
        var run = await _silo.StartAsync();
        await run.AppendAsync([.. Enumerable.Range(1, 1234).Select(i => $"{i}")]);

        Assert.Equal(Enumerable.Range(100, 1135).Select(i => $"{i}"), await HistoryAsync(run.Id, 100));
        Assert.Empty(await HistoryAsync(run.Id, 1235));
        Assert.Empty(await HistoryAsync(TestSilo.NewRunId(), 1));
        Assert.Equal(1234, await _silo.Get<RunJournals>().LengthAsync(run.Id, CancellationToken.None));
        Assert.Equal(0, await _silo.Get<RunJournals>().LengthAsync(TestSilo.NewRunId(), CancellationToken.None));
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
