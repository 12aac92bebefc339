using RayFlow.Storage.Runs;
using RayFlow.Storage.Tests.Fixtures;

namespace RayFlow.Storage.Tests.Runs;

/// <summary>Whose runs are: claims, releases, and runs that are nobody's any more.</summary>
public sealed class OwnershipTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly StorageFixture _database = new();
    private TestSilo? _silo;

    private TestSilo Silo => _silo!;

    private RunIndex Index => Silo.Index;

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
    public async Task Owners_OfRuns_AreNamedOnceInOrder()
    {
        Assert.Empty(await Index.OwnersAsync(CancellationToken.None));
        foreach (var (owner, status) in new[] { ("c", "running"), ("a", "waiting"), ("a", "running"), ("c", "running"), ("b", "waiting"), ("b", "waiting") })
        {
            await WriteAsync(1, owner, status);
        }

        await WriteAsync(1, null, "completed");

        Assert.Equal(["a", "b", "c"], await Index.OwnersAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Claim_OfADeadSilosRuns_GivesThemInOrderBatchByBatch()
    {
        var (third, first, second) = (await WriteAsync(3, "dead"), await WriteAsync(1, "dead"), await WriteAsync(2, "dead"));
        var waiting = await WriteAsync(0, "dead", "waiting");
        var others = await WriteAsync(0, "living");

        var batch = await ClaimAsync("dead", null, 2);
        var rest = await ClaimAsync("dead", batch[^1], 2);

        Assert.Equal([new ClaimedRun(first, Start.AddMinutes(1), false, 1), new ClaimedRun(second, Start.AddMinutes(2), false, 1)], batch);
        Assert.Equal([third], rest.Select(run => run.RunId));
        Assert.Equal([new ClaimedRun(waiting, Start, true, 0)], await ClaimAsync("dead", null, 2, waiting: true));
        Assert.Empty(await ClaimAsync("dead", null, 2));
        Assert.Equal(["living", "me"], await Index.OwnersAsync(CancellationToken.None));
        Assert.Equal([others], (await Index.AtWorkAsync("living", null, 10, CancellationToken.None)).Select(run => run.RunId));
        Assert.Equal([second, third], (await Index.AtWorkAsync("me", batch[0], 10, CancellationToken.None)).Select(run => run.RunId));
    }

    [Fact]
    public async Task Claim_ByManySilosAtOnce_GivesEachRunToOne()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => WriteAsync(i, "dead")));

        var claimed = await Task.WhenAll(Enumerable.Range(0, 4).Select(async silo =>
        {
            var mine = new List<string>();
            for (IReadOnlyList<ClaimedRun> batch = [default]; batch.Count > 0;)
            {
                batch = await Index.ClaimAsync($"living {silo}", "dead", false, null, 7, CancellationToken.None);
                mine.AddRange(batch.Select(run => run.RunId));
            }

            return (Name: $"living {silo}", Runs: mine);
        }));

        Assert.Equal(runs.Order(), claimed.SelectMany(silo => silo.Runs).Order());
        foreach (var silo in claimed)
        {
            Assert.Equal(silo.Runs.Count, await _database.QueryAsync<long>($"SELECT count(*) FROM runs WHERE owner = '{silo.Name}'"));
        }
    }

    [Fact]
    public async Task Claim_OfARunThatDoesNotGetOn_CountsTheTakeovers()
    {
        var run = await Silo.StartAsync();
        await run.WriteAsync(run.Batch(["one"], run.Row() with { Owner = "dead" }));

        Assert.Equal(1, (await ClaimAsync("dead", null, 10)).Single().Takeovers);
        await run.WriteAsync(run.Batch([], run.Row() with { Owner = "dead", ResetsTakeovers = false }));
        Assert.Equal(2, (await ClaimAsync("dead", null, 10)).Single().Takeovers);
        Assert.Equal(2, (await Index.GetAsync(run.Id, CancellationToken.None))!.Takeovers);

        await run.WriteAsync(run.Batch(["two"], run.Row() with { Owner = "me" }));
        Assert.Equal(0, (await Index.GetAsync(run.Id, CancellationToken.None))!.Takeovers);
    }

    [Fact]
    public async Task Release_OfRuns_LetsOthersClaimThemWithoutCounting()
    {
        var (released, kept, others) = (await WriteAsync(1, "leaving"), await WriteAsync(2, "leaving"), await WriteAsync(3, "living"));

        await Index.ReleaseAsync("leaving", [released, others], CancellationToken.None);

        Assert.Equal(["leaving", "living", RunIndex.Released], await Index.OwnersAsync(CancellationToken.None));
        Assert.Equal([new ClaimedRun(released, Start.AddMinutes(1), false, 0)], await ClaimAsync(RunIndex.Released, null, 10));
        Assert.Equal([kept], (await Index.AtWorkAsync("leaving", null, 10, CancellationToken.None)).Select(run => run.RunId));
    }

    [Fact]
    public async Task Park_OfARun_LeavesItAloneUntilItGetsOn()
    {
        var run = await Silo.StartAsync();
        await run.WriteAsync(run.Batch(["one"], run.Row("waiting") with { Owner = "me", WakeAt = Start }));

        Assert.False(await Index.ParkAsync(run.Id, "another", "not its run", CancellationToken.None));
        Assert.True(await Index.ParkAsync(run.Id, "me", "taken over 5\0 times", CancellationToken.None));

        var parked = (await Index.GetAsync(run.Id, CancellationToken.None))!;
        Assert.Equal(("waiting", "taken over 5\uFFFD times"), (parked.Status, parked.ParkedReason));
        Assert.NotNull(parked.ParkedAt);
        Assert.Empty(await Index.OwnersAsync(CancellationToken.None));
        Assert.Empty(await Index.DueAsync("me", Start.AddDays(1), null, 10, CancellationToken.None));
        Assert.Empty(await Silo.Diagnosis.UnexplainedAsync([], 10, CancellationToken.None));

        await run.WriteAsync(run.Batch(["two"], run.Row() with { Owner = "me" }));
        Assert.Null((await Index.GetAsync(run.Id, CancellationToken.None))!.ParkedAt);

        await run.WriteAsync(run.Batch(["three"], run.Row("completed") with { Owner = "me", EndedAt = Start }));
        Assert.False(await Index.ParkAsync(run.Id, "me", "too late", CancellationToken.None));
    }

    [Fact]
    public async Task Claim_OfManyOrphans_ReadsNoMoreThanItTakes()
    {
        await _database.ExecuteAsync("""
            INSERT INTO runs (run_id, started_at, wake_at, length, status, owner, flow_name, flow_hash, summary)
            SELECT gen_random_uuid(), now() - i * interval '1 second', now(), 1, CASE WHEN i % 2 = 0 THEN 'running' ELSE 'waiting' END,
                   'silo' || i % 5, 'flow', '', ''
            FROM generate_series(1, 20000) AS i;
            ANALYZE runs;
            SELECT pg_stat_force_next_flush()
            """);
        const string Statistics = "FROM pg_stat_user_tables WHERE relname = 'runs'";
        var scans = await _database.QueryAsync<long>($"SELECT seq_scan {Statistics}");
        await Index.OwnersAsync(CancellationToken.None);
        await ClaimAsync("silo1", null, 10);
        await ClaimAsync("silo2", null, 10, waiting: true);
        await Index.AtWorkAsync("silo3", null, 10, CancellationToken.None);
        await Index.DueAsync("silo4", DateTimeOffset.UtcNow.AddDays(1), null, 10, CancellationToken.None);

        // A session tells what it has read when it ends. What is claimed is fetched once to lock it and once to change it.
        await Silo.DisposeAsync();
        await _database.Source.UntilAsync($"SELECT n_tup_upd >= 20 {Statistics}");
        Assert.Equal(scans, await _database.QueryAsync<long>($"SELECT seq_scan {Statistics}"));
        Assert.InRange(await _database.QueryAsync<long>($"SELECT idx_tup_fetch {Statistics}"), 60, 100);
    }

    private Task<IReadOnlyList<ClaimedRun>> ClaimAsync(string from, ClaimedRun? after, int limit, bool waiting = false) =>
        Index.ClaimAsync("me", from, waiting, after, limit, CancellationToken.None);

    private async Task<string> WriteAsync(int minute, string? owner, string status = "running")
    {
        var run = await Silo.StartAsync();
        var ended = status == "completed" ? Start : (DateTimeOffset?)null;
        await run.WriteAsync(run.Batch(["entry"], run.Row(status) with { StartedAt = Start.AddMinutes(minute), Owner = owner, EndedAt = ended }));
        return run.Id;
    }
}
