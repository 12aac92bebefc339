using System.Text;
using RayFlow.Storage.Runs;
using RayFlow.Storage.Silos;
using RayFlow.Storage.Tests.Fixtures;

namespace RayFlow.Storage.Tests.Runs;

public sealed class RunIndexTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
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
    public async Task Get_OfARun_GivesTheWholeRow()
    {
        var row = Row(1) with
        {
            FlowVersion = 3,
            FlowHash = new string('c', 64),
            Status = "failed",
            EndedAt = Start.AddHours(1),
            ParentRunId = TestSilo.NewRunId(),
            ReturnNode = "out",
            StatusCode = 404,
            ErrorCode = "not_found",
            Summary = "{}"u8.ToArray(),
        };
        await WriteAsync(row);

        var read = await Index.GetAsync(row.RunId, CancellationToken.None);

        Assert.Equal(row with { Summary = default }, read! with { Summary = default });
        Assert.Equal("{}", Encoding.UTF8.GetString(read.Summary.Span));
    }

    [Fact]
    public async Task Get_OfNoRun_GivesNone() => Assert.Null(await Index.GetAsync(TestSilo.NewRunId(), CancellationToken.None));

    [Fact]
    public async Task Write_OfAnEndedRun_DropsItsWakeTime()
    {
        var row = Row(1) with { Owner = "silo", WakeAt = Start.AddMinutes(1) };
        await WriteAsync(row);
        Assert.Equal(row.WakeAt, (await Index.GetAsync(row.RunId, CancellationToken.None))!.WakeAt);

        await WriteAsync(row with { Status = "completed", EndedAt = Start.AddHours(1) });

        var read = (await Index.GetAsync(row.RunId, CancellationToken.None))!;
        Assert.Equal("silo", read.Owner);
        Assert.Null(read.WakeAt);
    }

    [Fact]
    public async Task List_OverManyPages_GivesEveryRunOnceAndTheNewestFirst()
    {
        // Threes share a start, so that pages end between equals.
        var rows = Enumerable.Range(0, 25).Select(i => Row(i / 3)).ToList();
        await Task.WhenAll(rows.Select(WriteAsync));

        var listed = new List<RunRow>();
        string? cursor = null;
        do
        {
            var page = await Index.ListAsync(null, null, null, null, cursor, 4, CancellationToken.None);
            Assert.InRange(page.Items.Count, 1, 4);
            listed.AddRange(page.Items);
            cursor = page.NextCursor;

            // What starts meanwhile is not part of the list that is being read.
            await WriteAsync(Row(1000 + listed.Count));
        }
        while (cursor is not null);

        var expected = rows.OrderByDescending(row => row.StartedAt).ThenByDescending(row => row.RunId, StringComparer.Ordinal);
        Assert.Equal(expected.Select(row => row.RunId), listed.Select(row => row.RunId));
    }

    [Fact]
    public async Task List_ByFilters_GivesWhatMatchesAll()
    {
        var parent = TestSilo.NewRunId();
        await WriteAsync(Row(1));
        await WriteAsync(Row(2) with { FlowName = "other" });
        await WriteAsync(Row(3) with { Status = "failed", ParentRunId = parent });
        await WriteAsync(Row(4) with { Status = "completed", ParentRunId = parent });

        Assert.Equal([4, 3, 2, 1], await MinutesAsync());
        Assert.Equal([4, 3, 1], await MinutesAsync(flow: "orders"));
        Assert.Equal([3], await MinutesAsync(status: "failed"));
        Assert.Equal([4], await MinutesAsync(status: "completed"));
        Assert.Equal([2, 1], await MinutesAsync(status: "running"));
        Assert.Equal([4, 3], await MinutesAsync(since: Start.AddMinutes(3)));
        Assert.Equal([4, 3], await MinutesAsync(parent: parent));
        Assert.Equal([3], await MinutesAsync("orders", "failed", Start, parent));
        Assert.Empty(await MinutesAsync(flow: "none"));
        Assert.Empty(await MinutesAsync(status: "'; DROP TABLE runs"));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("MDAwMDAwMDAwMDAwMDAwMC4wMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwZw")]
    public async Task List_WithAForeignCursor_IsRefused(string cursor) =>
        await Assert.ThrowsAsync<FormatException>(() => Index.ListAsync(null, null, null, null, cursor, 4, CancellationToken.None));

    [Fact]
    public async Task List_OfManyRuns_ReadsNoMoreThanItGives()
    {
        await _database.ExecuteAsync("""
            INSERT INTO runs (run_id, started_at, length, status, flow_name, flow_hash, summary)
            SELECT gen_random_uuid(), now() - i * interval '1 second', 1, CASE WHEN i % 1000 = 0 THEN 'failed' ELSE 'completed' END,
                   'flow' || i % 100, '', ''
            FROM generate_series(1, 20000) AS i;
            ANALYZE runs;
            SELECT pg_stat_force_next_flush()
            """);
        const string Statistics = "FROM pg_stat_user_tables WHERE relname = 'runs'";
        var scans = await _database.QueryAsync<long>($"SELECT seq_scan {Statistics}");
        await Index.ListAsync(null, null, null, null, null, 50, CancellationToken.None);
        await Index.ListAsync("flow7", null, null, null, null, 50, CancellationToken.None);
        await Index.ListAsync(null, "failed", null, null, null, 10, CancellationToken.None);

        // A session tells what it has read when it ends. Each list looks one further than it gives.
        await Silo.DisposeAsync();
        await _database.Source.UntilAsync($"SELECT idx_tup_fetch >= 113 {Statistics}");
        Assert.Equal(scans, await _database.QueryAsync<long>($"SELECT seq_scan {Statistics}"));
        Assert.Equal(113, await _database.QueryAsync<long>($"SELECT idx_tup_fetch {Statistics}"));
    }

    [Fact]
    public async Task Due_UntilATime_GivesTheMostUrgentFirst()
    {
        var late = Row(1) with { Status = "waiting", WakeAt = Start.AddMinutes(30) };
        var soon = Row(2) with { Status = "waiting", WakeAt = Start.AddMinutes(10), Owner = "silo" };
        await WriteAsync(late);
        await WriteAsync(soon);
        await WriteAsync(Row(3) with { Status = "waiting", WakeAt = Start.AddMinutes(50) });
        await WriteAsync(Row(4) with { Status = "waiting" });

        var due = await Index.DueAsync(Start.AddMinutes(30), 10, CancellationToken.None);

        Assert.Equal([new DueRun(soon.RunId, soon.WakeAt.Value, "silo"), new DueRun(late.RunId, late.WakeAt.Value)], due);
        Assert.Equal([due[0]], await Index.DueAsync(Start.AddMinutes(30), 1, CancellationToken.None));
        Assert.Equal([due[1]], await Index.DueAsync(Start.AddMinutes(30), due[0], 10, CancellationToken.None));
        Assert.Empty(await Index.DueAsync(Start.AddMinutes(30), due[1], 10, CancellationToken.None));
    }

    [Fact]
    public async Task Orphans_OfDeadAndUnknownSilos_AreThoseWithoutALivingOwner()
    {
        var heartbeats = Silo.Get<SiloHeartbeats>();
        await heartbeats.BeatAsync("living", CancellationToken.None);
        await heartbeats.BeatAsync("dead", CancellationToken.None);
        await _database.ExecuteAsync("UPDATE silos SET heartbeat_at = now() - interval '1 minute' WHERE silo_id = 'dead'");
        var dead = Row(1) with { Owner = "dead" };
        var unknown = Row(2) with { Owner = "never seen" };
        await WriteAsync(dead);
        await WriteAsync(unknown);
        await WriteAsync(Row(3) with { Owner = "living" });
        await WriteAsync(Row(4));
        await WriteAsync(Row(5) with { Status = "completed", EndedAt = Start });

        Assert.Equal([dead.RunId, unknown.RunId], await Index.OrphansAsync(10, CancellationToken.None));
        Assert.Equal([dead.RunId], await Index.OrphansAsync(1, CancellationToken.None));
        Assert.Equal([new ClaimedRun(dead.RunId, false), new ClaimedRun(unknown.RunId, false)], await Index.ClaimAsync("living", 10, CancellationToken.None));
        Assert.Equal("living", (await Index.GetAsync(dead.RunId, CancellationToken.None))!.Owner);
        Assert.Empty(await Index.ClaimAsync("living", 10, CancellationToken.None));
    }

    [Fact]
    public async Task Claim_OfWaitingRuns_GivesThemAfterThoseAtWork()
    {
        await Silo.Get<SiloHeartbeats>().BeatAsync("living", CancellationToken.None);
        var waiting = Row(1) with { Owner = "dead", Status = "waiting" };
        var running = Row(2) with { Owner = "dead" };
        await WriteAsync(waiting);
        await WriteAsync(running);

        Assert.Equal([new ClaimedRun(running.RunId, false)], await Index.ClaimAsync("living", 1, CancellationToken.None));
        Assert.Equal([new ClaimedRun(waiting.RunId, true)], await Index.ClaimAsync("living", 1, CancellationToken.None));
    }

    [Fact]
    public async Task Claim_ByManySilosAtOnce_GivesEachRunToOne()
    {
        var rows = Enumerable.Range(0, 200).Select(i => Row(i) with { Owner = $"dead {i % 3}" }).ToList();
        await Task.WhenAll(rows.Select(WriteAsync));
        var silos = Enumerable.Range(0, 4).Select(i => $"living {i}").ToList();
        foreach (var silo in silos)
        {
            await Silo.Get<SiloHeartbeats>().BeatAsync(silo, CancellationToken.None);
        }

        var claimed = await Task.WhenAll(silos.Select(async silo =>
        {
            var runs = new List<string>();
            for (IReadOnlyList<ClaimedRun> batch = [default]; batch.Count > 0;)
            {
                batch = await Index.ClaimAsync(silo, 7, CancellationToken.None);
                runs.AddRange(batch.Select(run => run.RunId));
            }

            return runs;
        }));

        Assert.Equal(rows.Select(row => row.RunId).Order(), claimed.SelectMany(runs => runs).Order());
        for (var i = 0; i < silos.Count; i++)
        {
            Assert.Equal(claimed[i].Count, await _database.QueryAsync<long>($"SELECT count(*) FROM runs WHERE owner = '{silos[i]}'"));
        }
    }

    private static RunRow Row(int minute) => new()
    {
        RunId = TestSilo.NewRunId(),
        FlowName = "orders",
        FlowHash = new string('a', 64),
        Status = "running",
        StartedAt = Start.AddMinutes(minute),
    };

    private async Task WriteAsync(RunRow row)
    {
        var run = await Silo.ActivateAsync(row.RunId);
        run.Journal.Row = row;
        await run.AppendAsync("entry");
    }

    private async Task<IEnumerable<int>> MinutesAsync(string? flow = null, string? status = null, DateTimeOffset? since = null, string? parent = null)
    {
        var page = await Index.ListAsync(flow, status, since, parent, null, 100, CancellationToken.None);
        return page.Items.Select(row => (int)(row.StartedAt - Start).TotalMinutes);
    }
}
