using Npgsql;
using RayFlow.EmbeddedPostgres;
using RayFlow.Storage.Migrations;
using RayFlow.Storage.Tests.Fixtures;

namespace RayFlow.Storage.Tests.Writing;

/// <summary>A database that goes away and comes back.</summary>
public sealed class DatabaseAwayTests : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"rayflow-storage-{Guid.NewGuid():N}");
    private PostgresServer? _server;
    private TestSilo? _silo;

    private PostgresServer Server => _server!;

    private TestSilo Silo => _silo!;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.StartAsync(new PostgresServerOptions { DataDirectory = _folder }, CancellationToken.None);
        await using var database = NpgsqlDataSource.Create(Server.ConnectionString);
        await DatabaseMigrations.ApplyAsync(database, CancellationToken.None);
        _silo = new TestSilo(Server.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        await Server.DiscardAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Write_DuringAnOutage_WaitsAndIsStoredOnce(bool kill)
    {
        // A killed server recovers first, which takes its time where there is other work.
        await using var silo = new TestSilo(Server.ConnectionString, options => options.UnavailableTimeout = TimeSpan.FromMinutes(2));
        var runs = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => silo.StartAsync()));
        await Task.WhenAll(runs.Select(run => run.AppendAsync("one")));
        var started = runs.Take(25).Select(run => run.AppendAsync("two")).ToList();

        await (kill ? Server.KillAsync(CancellationToken.None) : Server.StopAsync(CancellationToken.None));
        var writes = started.Concat(runs.Skip(25).Select(run => run.AppendAsync("two"))).ToList();
        Assert.NotNull(await silo.Health.CheckAsync(CancellationToken.None));
        Assert.False(silo.Health.IsAvailable);
        await Server.RestartAsync(CancellationToken.None);

        await Task.WhenAll(writes);
        Assert.Null(await silo.Health.CheckAsync(CancellationToken.None));
        foreach (var run in runs)
        {
            Assert.Equal(["one", "two"], (await silo.ActivateAsync(run.Id)).Entries);
        }
    }

    [Fact]
    public async Task Write_DuringALongOutage_FailsAndIsStoredLater()
    {
        await using var silo = new TestSilo(Server.ConnectionString, options => options.UnavailableTimeout = TimeSpan.FromMilliseconds(200));
        var run = await silo.StartAsync();
        await run.AppendAsync("one");
        await Server.StopAsync(CancellationToken.None);

        var error = await Assert.ThrowsAsync<StorageUnavailableException>(() => run.AppendAsync("two"));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => silo.ActivateAsync(run.Id));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => silo.Index.GetAsync(run.Id, CancellationToken.None));

        Assert.Equal($"The database is not available: {error.Reason}", error.Message);
        Assert.Equal(1, run.Journal.Length);
        await Server.RestartAsync(CancellationToken.None);
        await run.WriteAsync();
        await run.AppendAsync("three");
        Assert.Equal(["one", "two", "three"], (await Silo.ActivateAsync(run.Id)).Entries);
    }

    [Fact]
    public async Task Health_AfterAnOutageWithoutFurtherWrites_RecoversByItself()
    {
        await using var silo = new TestSilo(Server.ConnectionString, options => options.UnavailableTimeout = TimeSpan.FromMilliseconds(1));
        await Server.KillAsync(CancellationToken.None);
        await Assert.ThrowsAsync<StorageUnavailableException>(silo.StartAsync);
        Assert.NotNull(await silo.Health.CheckAsync(CancellationToken.None));
        Assert.False(silo.Health.IsAvailable);
        Assert.NotNull(silo.Health.Reason);

        await Server.RestartAsync(CancellationToken.None);

        Assert.True(await silo.Health.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None));
        Assert.True(silo.Health.IsAvailable);
        Assert.Null(silo.Health.Reason);
    }

    [Fact]
    public async Task Dispose_DuringAnOutage_GivesUp()
    {
        var run = await Silo.StartAsync();
        await Server.StopAsync(CancellationToken.None);
        var write = run.AppendAsync("one");

        await Silo.DisposeAsync();

        await Assert.ThrowsAsync<StorageUnavailableException>(() => write);
    }
}
