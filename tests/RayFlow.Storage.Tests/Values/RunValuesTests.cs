using System.Text;
using Orleans.Storage;
using RayFlow.Storage.Tests.Fixtures;
using RayFlow.Storage.Values;

namespace RayFlow.Storage.Tests.Values;

public sealed class RunValuesTests(StorageFixture database) : IClassFixture<StorageFixture>, IAsyncDisposable
{
    private static readonly LargeValue One = LargeValue.Of("the first value"u8.ToArray());
    private static readonly LargeValue Two = LargeValue.Of("the second value"u8.ToArray());

    private readonly TestSilo _silo = database.StartSilo();

    private RunValues Values => _silo.Get<RunValues>();

    public async ValueTask DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task Write_OfAnEntryWithAValue_StoresBothInOneTransaction()
    {
        var run = await _silo.StartAsync();
        run.Journal.Append("one"u8.ToArray(), One, Two);
        await run.WriteAsync();

        var read = await Values.ReadAsync(run.Id, [One.Hash, Two.Hash, One.Hash], CancellationToken.None);

        Assert.Equal("the first value", Encoding.UTF8.GetString(read[One.Hash]));
        Assert.Equal("the second value", Encoding.UTF8.GetString(read[Two.Hash]));
        Assert.Equal(1, await database.QueryAsync<long>(
            $"SELECT count(DISTINCT x) FROM (SELECT xmin::text AS x FROM run_values WHERE run_id = '{run.Id}' UNION ALL SELECT xmin::text FROM journal WHERE run_id = '{run.Id}') AS written"));
    }

    [Fact]
    public async Task Value_ThatManyEntriesMention_IsWrittenOnce()
    {
        var run = await _silo.StartAsync();
        for (var i = 0; i < 10; i++)
        {
            run.Journal.Append("1234"u8.ToArray(), One);
            await run.WriteAsync();
        }

        var before = await VersionAsync(run.Id);
        var again = await _silo.ActivateAsync(run.Id);
        again.Journal.Append("1234"u8.ToArray(), One);
        again.Journal.Append("1234"u8.ToArray(), One);
        await again.WriteAsync();

        Assert.Equal((10 * 4) + 15, run.Journal.BytesSinceSnapshot);
        Assert.Equal(before, await VersionAsync(run.Id));
        Assert.Equal(12, again.Journal.Length);
    }

    [Fact]
    public async Task Value_ThatTwoRunsHave_BelongsToEach()
    {
        var (left, right) = (await _silo.StartAsync(), await _silo.StartAsync());
        left.Journal.Append("one"u8.ToArray(), One);
        right.Journal.Append("one"u8.ToArray(), One);
        await Task.WhenAll(left.WriteAsync(), right.WriteAsync());

        await left.ClearAsync();

        Assert.Equal(One.Payload, (await Values.ReadAsync(right.Id, [One.Hash], CancellationToken.None))[One.Hash]);
        Assert.Equal(0, await database.QueryAsync<long>($"SELECT count(*) FROM run_values WHERE run_id = '{left.Id}'"));
    }

    [Fact]
    public async Task Write_OfAStaleActivation_LeavesNoValue()
    {
        var run = await _silo.StartAsync();
        await run.AppendAsync("one");
        var stale = await _silo.ActivateAsync(run.Id);
        await run.AppendAsync("two");

        stale.Journal.Append("other two"u8.ToArray(), One);
        await Assert.ThrowsAsync<InconsistentStateException>(stale.WriteAsync);

        Assert.Equal(0, await database.QueryAsync<long>($"SELECT count(*) FROM run_values WHERE run_id = '{run.Id}'"));
    }

    [Fact]
    public async Task Value_OfAWriteThatFailed_GoesWithTheNext()
    {
        var run = await _silo.StartAsync();
        run.Journal.SetRow(run.Row(flow: "no text: \0"), Two);
        run.Journal.Append("one"u8.ToArray(), One);
        await Assert.ThrowsAnyAsync<Exception>(run.WriteAsync);

        run.Journal.SetRow(run.Row());
        await run.WriteAsync();

        Assert.Equal(2, (await Values.ReadAsync(run.Id, [One.Hash, Two.Hash], CancellationToken.None)).Count);
    }

    [Fact]
    public async Task Snapshot_WithAValue_StoresIt()
    {
        var run = await _silo.StartAsync();
        await run.AppendAsync("one");
        run.Journal.TakeSnapshot("s"u8.ToArray(), One);
        await run.WriteAsync();

        Assert.Single(await Values.ReadAsync(run.Id, [One.Hash], CancellationToken.None));
    }

    [Fact]
    public async Task SnapshotIsDue_WhenMoreWasWrittenThanTheLeastAndThanTheLastOneTook()
    {
        var run = await _silo.StartAsync();
        run.Append(new string('x', 10));
        Assert.False(run.Journal.IsSnapshotDue(10));
        run.Append("x");
        Assert.True(run.Journal.IsSnapshotDue(10));

        run.Journal.TakeSnapshot(new byte[20], One); // took 20 and 15 bytes
        Assert.False(run.Journal.IsSnapshotDue(10));
        run.Append(new string('x', 35));
        Assert.False(run.Journal.IsSnapshotDue(10));
        run.Append("x");
        Assert.True(run.Journal.IsSnapshotDue(10));
        await run.WriteAsync();

        var again = await _silo.ActivateAsync(run.Id);
        Assert.True(again.Journal.IsSnapshotDue(10));
        again.Journal.TakeSnapshot(new byte[20], One); // the value was stored before, but this activation does not know
        again.Append(new string('x', 36));
        Assert.True(again.Journal.IsSnapshotDue(10));
    }

    [Fact]
    public async Task Read_OfAValueThatIsNotThere_SaysWhich()
    {
        var run = await _silo.StartAsync();
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => Values.ReadAsync(run.Id, [One.Hash], CancellationToken.None));
        Assert.Equal($"The values of run '{run.Id}' are damaged: '{One.Hash}' is mentioned and not there.", error.Message);
    }

    private Task<string> VersionAsync(string run) => database.QueryAsync<string>($"SELECT string_agg(xmin::text, ',') FROM run_values WHERE run_id = '{run}'");
}
