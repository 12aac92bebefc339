using Npgsql;
using RayFlow.Storage.Runs;
using RayFlow.Storage.Tests.Fixtures;

namespace RayFlow.Storage.Tests.Health;

public sealed class StorageHealthTests : IAsyncLifetime
{
    private const int Away = 2000;
    private const int Back = 2001;
    private readonly StorageFixture _database = new();

    public async ValueTask InitializeAsync() => await _database.InitializeAsync();

    public async ValueTask DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Check_WithEveryQueryConnectionTaken_IsAnswered()
    {
        var connectionString = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Timeout = 1 }.ConnectionString;
        await using var silo = new TestSilo(connectionString, options => options.QueryConnections = 1);
        var run = await silo.StartAsync();
        Task<RunRowPage> listing;
        await using (await _database.Source.LockAsync("runs", "ACCESS EXCLUSIVE"))
        {
            listing = ListAsync();
            await _database.Source.UntilBlockedAsync("runs");

            var error = await Assert.ThrowsAsync<StorageUnavailableException>(ListAsync);
            Assert.Contains("pool", error.Reason, StringComparison.Ordinal);
            Assert.Null(await silo.Health.CheckAsync(CancellationToken.None));
            Assert.True(silo.Health.IsAvailable);
            await run.AppendAsync("one");
        }

        await listing;

        Task<RunRowPage> ListAsync() => silo.Index.ListAsync(null, null, null, null, null, 1, CancellationToken.None);
    }

    [Fact]
    public async Task Database_ThatOnlyReads_IsAwayUntilItTakesWrites()
    {
        var log = new LogLines();
        await using var silo = new TestSilo(_database.ConnectionString, options => options.UnavailableTimeout = TimeSpan.FromMilliseconds(1500), log);
        var run = await silo.StartAsync();
        await run.AppendAsync("one");
        var name = await _database.QueryAsync<string>("SELECT current_database()::text");
        await _database.ExecuteAsync($"ALTER DATABASE {name} SET default_transaction_read_only = on");
        await CutAsync();

        var error = await Assert.ThrowsAsync<StorageUnavailableException>(() => run.AppendAsync("two"));

        Assert.Contains("read-only", error.Reason, StringComparison.Ordinal);
        Assert.Contains("read-only", await silo.Health.CheckAsync(CancellationToken.None), StringComparison.Ordinal);
        Assert.False(silo.Health.IsAvailable);
        Assert.Equal((1, 0), (log.Count(Away), log.Count(Back)));
        await _database.ExecuteAsync($"ALTER DATABASE {name} RESET default_transaction_read_only");
        Assert.True(await silo.Health.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None));
        await CutAsync();
        await run.WriteAsync();
        Assert.Equal(["one", "two"], (await silo.ActivateAsync(run.Id)).Entries);
        Assert.Equal((1, 1), (log.Count(Away), log.Count(Back)));
    }

    [Fact]
    public async Task Connection_ThatBreaksByItself_DoesNotMakeTheDatabaseAway()
    {
        var log = new LogLines();
        await using var silo = new TestSilo(_database.ConnectionString, null, log);
        var run = await silo.StartAsync();
        await run.AppendAsync("one");
        Assert.Null(await silo.Health.CheckAsync(CancellationToken.None));

        await CutAsync();
        Assert.Null(await silo.Health.CheckAsync(CancellationToken.None));
        await run.AppendAsync("two");

        Assert.Equal(["one", "two"], (await silo.ActivateAsync(run.Id)).Entries);
        Assert.Equal(0, log.Count(Away));
    }

    [Fact]
    public async Task Check_EachTime_WritesARowAndTakesNewRoomOnTheDisk()
    {
        await using var silo = _database.StartSilo();
        var asked = DateTime.MinValue;
        for (var i = 1; i <= 3; i++)
        {
            Assert.Null(await silo.Health.CheckAsync(CancellationToken.None));

            var now = await _database.QueryAsync<DateTime>("SELECT asked_at FROM storage_probe");
            Assert.True(now > asked);
            asked = now;
            Assert.Equal(0, await _database.QueryAsync<long>("SELECT pg_relation_size(oid) FROM pg_class WHERE relname = 'rayflow_room'"));
        }

        // A session tells what it has done when it ends.
        await silo.DisposeAsync();
        await _database.Source.UntilAsync("SELECT sum(extend_bytes) >= 3000000 FROM pg_stat_io WHERE object = 'temp relation'");
    }

    /// <summary>Ends the connections of the silo.</summary>
    private Task CutAsync() => _database.ExecuteAsync(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'rayflow'");
}
