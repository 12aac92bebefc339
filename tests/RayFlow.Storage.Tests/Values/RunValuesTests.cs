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
        await run.WriteAsync(run.Batch(["one"], values: [One, Two]));

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
            await run.WriteAsync(run.Batch(["1234"], values: i == 0 ? [One] : []));
        }

        var before = await VersionAsync(run.Id);
        var again = await _silo.ActivateAsync(run.Id);
        await again.WriteAsync(again.Batch(["1234", "1234"], values: [One, One])); // it does not know that the value is there

        Assert.Equal((10 * 4) + 15, run.Journal.BytesSinceSnapshot);
        Assert.Equal(before, await VersionAsync(run.Id));
        Assert.Equal(12, again.Journal.Length);
    }

    [Fact]
    public async Task Value_ThatTwoRunsHave_BelongsToEach()
    {
        var (left, right) = (await _silo.StartAsync(), await _silo.StartAsync());
        await Task.WhenAll(left.WriteAsync(left.Batch(["one"], values: One)), right.WriteAsync(right.Batch(["one"], values: One)));

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

        await Assert.ThrowsAsync<InconsistentStateException>(() => stale.WriteAsync(stale.Batch(["other two"], values: One)));

        Assert.Equal(0, await database.QueryAsync<long>($"SELECT count(*) FROM run_values WHERE run_id = '{run.Id}'"));
    }

    [Fact]
    public async Task Snapshot_WithAValue_StoresIt()
    {
        var run = await _silo.StartAsync();
        await run.AppendAsync("one");
        await run.WriteAsync(run.Batch([], snapshot: "s", values: One));

        Assert.Single(await Values.ReadAsync(run.Id, [One.Hash], CancellationToken.None));
    }

    [Fact]
    public async Task BytesSinceSnapshot_AfterWrites_AreThoseOfEntriesAndValuesUntilASnapshot()
    {
        var run = await _silo.StartAsync();
        await run.WriteAsync(run.Batch(["1234567890"], values: One));
        Assert.Equal((25, 0), (run.Journal.BytesSinceSnapshot, run.Journal.SnapshotBytes));

        await run.WriteAsync(run.Batch(["12"], snapshot: "a snapshot", values: Two));
        Assert.Equal((0, 10), (run.Journal.BytesSinceSnapshot, run.Journal.SnapshotBytes));

        await run.AppendAsync("123");
        Assert.Equal((3, 10), (run.Journal.BytesSinceSnapshot, run.Journal.SnapshotBytes));
        var again = await _silo.ActivateAsync(run.Id);
        Assert.Equal((3, 10), (again.Journal.BytesSinceSnapshot, again.Journal.SnapshotBytes));
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
