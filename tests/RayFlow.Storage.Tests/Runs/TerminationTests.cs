using System.Text;
using Orleans.Storage;
using RayFlow.Storage.Runs;
using RayFlow.Storage.Tests.Fixtures;

namespace RayFlow.Storage.Tests.Runs;

public sealed class TerminationTests(StorageFixture database) : IClassFixture<StorageFixture>, IAsyncLifetime
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly TestSilo _silo = database.StartSilo();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task Terminate_OfARunInMemory_EndsItAndTheNextWriteIsRefused()
    {
        var run = await _silo.StartAsync();
        await run.WriteAsync(run.Batch(["one", "two"], run.Row("waiting") with { Owner = "silo", WakeAt = At }));
        await _silo.Index.ParkAsync(run.Id, "silo", "it kills silos", CancellationToken.None);

        Assert.Equal(Termination.Ended, await TerminateAsync(run.Id));

        await Assert.ThrowsAsync<InconsistentStateException>(() => run.WriteAsync(run.Batch([], run.Row())));
        await Assert.ThrowsAsync<InconsistentStateException>(() => run.WriteAsync(run.Batch(["three"], run.Row())));
        Assert.Equal(["one", "two", "the end"], (await _silo.ActivateAsync(run.Id)).Entries);
        var row = (await _silo.Index.GetAsync(run.Id, CancellationToken.None))!;
        Assert.Equal(("cancelled", "terminated", At), (row.Status, row.ErrorCode, row.EndedAt));
        Assert.Equal("{}", Encoding.UTF8.GetString(row.Summary.Span));
        Assert.Null(row.Owner);
        Assert.Null(row.WakeAt);
        Assert.Null(row.ParkedAt);
        Assert.Equal(Termination.AlreadyEnded, await TerminateAsync(run.Id));
        Assert.Equal(3, (await _silo.ActivateAsync(run.Id)).Journal.Length);
    }

    [Fact]
    public async Task Terminate_OfAChild_LeavesItToWhoTellsItsParent()
    {
        var run = await _silo.StartAsync();
        await run.WriteAsync(run.Batch(["one"], run.Row() with { Owner = "silo", ParentRunId = TestSilo.NewRunId() }));

        await TerminateAsync(run.Id);

        Assert.Equal("silo", (await _silo.Index.GetAsync(run.Id, CancellationToken.None))!.Owner);
    }

    [Fact]
    public async Task Terminate_OfARunThatCannotBeRead_EndsItAllTheSame()
    {
        var run = await _silo.StartAsync();
        await run.WriteAsync(run.Batch(["one", "two", "three"], run.Row()));
        await database.ExecuteAsync($"DELETE FROM journal WHERE run_id = '{run.Id}' AND seq < 3");

        Assert.Equal(Termination.Ended, await TerminateAsync(run.Id));
        Assert.Equal(4, await database.QueryAsync<long>($"SELECT length FROM runs WHERE run_id = '{run.Id}'"));
    }

    [Fact]
    public async Task Terminate_OfNoRun_FindsNone() => Assert.Equal(Termination.NotFound, await TerminateAsync(TestSilo.NewRunId()));

    [Fact]
    public async Task Terminate_OfARunThatAppendsAllTheTime_EndsIt()
    {
        var run = await _silo.StartAsync();
        await run.WriteAsync(run.Batch(["one"], run.Row()));
        var appending = Assert.ThrowsAsync<InconsistentStateException>(async () =>
        {
            while (true)
            {
                await run.AppendAsync("more");
            }
        });

        Assert.Equal(Termination.Ended, await TerminateAsync(run.Id));

        await appending;
        Assert.Equal("the end", (await _silo.ActivateAsync(run.Id)).Entries.Last());
    }

    [Fact]
    public async Task Terminate_WhileTheRunCommitsAnEntry_GoesBehindIt()
    {
        // With statements that are prepared, so that the entry is written before the lock is met.
        await using var silo = database.StartSilo(options => options.WriterConnections = 1);
        var run = await silo.StartAsync();
        await run.WriteAsync(run.Batch(["one"], run.Row(), "1"));
        Task<Termination> terminating;
        Task writing;
        await using (await database.Source.LockAsync("snapshots"))
        {
            // The entry is there and not committed: the key says so when it is.
            writing = run.WriteAsync(run.Batch(["two"], snapshot: "1+2"));
            await database.Source.UntilBlockedAsync("snapshots");
            terminating = TerminateAsync(run.Id);
            await database.Source.UntilARowIsAwaitedAsync();
        }

        await writing;
        Assert.Equal(Termination.Ended, await terminating);
        Assert.Equal(["the end"], (await _silo.ActivateAsync(run.Id)).Entries);
        Assert.Equal(3, (await _silo.ActivateAsync(run.Id)).Journal.Length);
    }

    private Task<Termination> TerminateAsync(string run) =>
        _silo.Index.TerminateAsync(run, "the end"u8.ToArray(), At, "{}"u8.ToArray(), CancellationToken.None);
}
