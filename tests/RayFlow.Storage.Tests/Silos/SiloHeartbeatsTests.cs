using RayFlow.Storage.Silos;
using RayFlow.Storage.Tests.Fixtures;

namespace RayFlow.Storage.Tests.Silos;

public sealed class SiloHeartbeatsTests : IAsyncLifetime
{
    private readonly StorageFixture _database = new();
    private SiloHeartbeats? _heartbeats;

    private SiloHeartbeats Heartbeats => _heartbeats!;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        _heartbeats = new SiloHeartbeats(_database.Source, TimeSpan.FromSeconds(30));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Living_AfterABeat_GivesTheSiloUntilItsBeatIsOld()
    {
        await Heartbeats.BeatAsync("one", CancellationToken.None);
        await Heartbeats.BeatAsync("two", CancellationToken.None);
        Assert.Equal(["one", "two"], await Heartbeats.LivingAsync(CancellationToken.None));

        await _database.ExecuteAsync("UPDATE silos SET heartbeat_at = now() - interval '31 seconds' WHERE silo_id = 'one'");
        Assert.Equal(["two"], await Heartbeats.LivingAsync(CancellationToken.None));

        await Heartbeats.BeatAsync("one", CancellationToken.None);
        Assert.Equal(["one", "two"], await Heartbeats.LivingAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Remove_OfASilo_LeavesTheOthersAndForgetsThoseLongDead()
    {
        await Heartbeats.BeatAsync("one", CancellationToken.None);
        await Heartbeats.BeatAsync("two", CancellationToken.None);
        await Heartbeats.BeatAsync("old", CancellationToken.None);
        await _database.ExecuteAsync("UPDATE silos SET heartbeat_at = now() - interval '2 days' WHERE silo_id = 'old'");

        await Heartbeats.RemoveAsync("one", CancellationToken.None);

        Assert.Equal("two", await _database.QueryAsync<string>("SELECT string_agg(silo_id, ',') FROM silos"));
    }

    [Fact]
    public async Task BeatAlone_AfterOthers_IsTheOnlyOne()
    {
        await Heartbeats.BeatAsync("one", CancellationToken.None);
        await Heartbeats.BeatAsync("two", CancellationToken.None);

        await Heartbeats.BeatAloneAsync("two", CancellationToken.None);

        Assert.Equal(["two"], await Heartbeats.LivingAsync(CancellationToken.None));
    }
}
