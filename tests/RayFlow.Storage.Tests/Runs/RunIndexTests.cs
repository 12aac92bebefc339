using System.Text;
using RayFlow.Storage.Runs;
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
    public async Task Read_OfManyRuns_ReadsNoMoreThanItGives()
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
        Assert.NotNull(await Index.GetAsync(await _database.QueryAsync<string>("SELECT replace(min(run_id::text), '-', '') FROM runs"), CancellationToken.None));

        // A session tells what it has read when it ends. Each list looks one further than it gives.
        await Silo.DisposeAsync();
        await _database.Source.UntilAsync($"SELECT idx_tup_fetch >= 114 {Statistics}");
        Assert.Equal(scans, await _database.QueryAsync<long>($"SELECT seq_scan {Statistics}"));
        Assert.Equal(114, await _database.QueryAsync<long>($"SELECT idx_tup_fetch {Statistics}"));
    }

    [Fact]
    public async Task Due_UntilATime_GivesTheMostUrgentOfTheOwnerFirst()
    {
        var late = Row(1) with { Status = "waiting", WakeAt = Start.AddMinutes(30), Owner = "silo" };
        var soon = Row(2) with { Status = "waiting", WakeAt = Start.AddMinutes(10), Owner = "silo" };
        await WriteAsync(late);
        await WriteAsync(soon);
        await WriteAsync(Row(3) with { Status = "waiting", WakeAt = Start.AddMinutes(50), Owner = "silo" });
        await WriteAsync(Row(4) with { Status = "waiting", Owner = "silo" });
        await WriteAsync(Row(5) with { Status = "waiting", WakeAt = Start.AddMinutes(5), Owner = "another" });
        await WriteAsync(Row(6) with { Status = "waiting", WakeAt = Start.AddMinutes(5) });

        var due = await DueAsync(null, 10);

        Assert.Equal([new DueRun(soon.RunId, soon.WakeAt.Value), new DueRun(late.RunId, late.WakeAt.Value)], due);
        Assert.Equal([due[0]], await DueAsync(null, 1));
        Assert.Equal([due[1]], await DueAsync(due[0], 10));
        Assert.Empty(await DueAsync(due[1], 10));

        Task<IReadOnlyList<DueRun>> DueAsync(DueRun? after, int limit) =>
            Index.DueAsync("silo", Start.AddMinutes(30), after, limit, CancellationToken.None);
    }

    [Fact]
    public async Task Unexplained_OfRunsThatNobodyKeepsGoing_GivesThoseAlone()
    {
        var (forgotten, inconsistent, dead) = (Row(1), Row(2) with { Status = "completed" }, Row(3) with { Owner = "dead" });
        await WriteAsync(forgotten);
        await WriteAsync(inconsistent);
        await WriteAsync(dead);
        await WriteAsync(Row(4) with { Owner = "living" });
        await WriteAsync(Row(5) with { WakeAt = Start });
        foreach (var status in new[] { "waiting", "paused", "pending" })
        {
            await WriteAsync(Row(6) with { Status = status });
        }

        await WriteAsync(Row(7) with { Status = "completed", EndedAt = Start });

        Assert.Equal([forgotten.RunId, inconsistent.RunId], await Silo.Diagnosis.UnexplainedAsync(null, 10, CancellationToken.None));
        Assert.Equal([forgotten.RunId, inconsistent.RunId, dead.RunId], await Silo.Diagnosis.UnexplainedAsync(["living"], 10, CancellationToken.None));
        Assert.Equal([forgotten.RunId], await Silo.Diagnosis.UnexplainedAsync(["living"], 1, CancellationToken.None));
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
        await run.WriteAsync(run.Batch(["entry"], row));
    }

    private async Task<IEnumerable<int>> MinutesAsync(string? flow = null, string? status = null, DateTimeOffset? since = null, string? parent = null)
    {
        var page = await Index.ListAsync(flow, status, since, parent, null, 100, CancellationToken.None);
        return page.Items.Select(row => (int)(row.StartedAt - Start).TotalMinutes);
    }
}
