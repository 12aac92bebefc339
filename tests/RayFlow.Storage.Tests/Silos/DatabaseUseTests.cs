using RayFlow.Storage.Silos;
using RayFlow.Storage.Tests.Fixtures;

namespace RayFlow.Storage.Tests.Silos;

public sealed class DatabaseUseTests(StorageFixture database) : IClassFixture<StorageFixture>
{
    [Theory]
    [InlineData(true, true, false)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    public async Task Hold_BesideAnother_IsForClustersOnly(bool isFirstAlone, bool isSecondAlone, bool isHeld)
    {
        await using var second = new DatabaseUse(database.ConnectionString, isSecondAlone);
        await using (var first = new DatabaseUse(database.ConnectionString, isFirstAlone))
        {
            Assert.True(await first.HoldAsync(CancellationToken.None));

            Assert.Equal(isHeld, await second.HoldAsync(CancellationToken.None));
            Assert.Equal(isHeld, second.IsHeld);
            Assert.True(await first.HoldAsync(CancellationToken.None));
        }

        await database.Source.UntilAsync($"SELECT count(*) = {(isHeld ? 1 : 0)} FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
        Assert.True(await second.HoldAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Hold_WhoseSessionWasEnded_IsTakenAgainUnlessAnotherHasIt()
    {
        await using var first = new DatabaseUse(database.ConnectionString, isAlone: true);
        await first.HoldAsync(CancellationToken.None);
        await EndAsync();
        Assert.True(await first.HoldAsync(CancellationToken.None));

        await EndAsync();
        await using var second = new DatabaseUse(database.ConnectionString, isAlone: true);
        Assert.True(await second.HoldAsync(CancellationToken.None));

        Assert.False(await first.HoldAsync(CancellationToken.None));
        Assert.False(first.IsHeld);
    }

    /// <summary>Ends the session that holds the database, and waits until it is gone.</summary>
    private async Task EndAsync()
    {
        const string Holder = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        await database.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM ({Holder}) AS holder");
        await database.Source.UntilAsync($"SELECT NOT EXISTS ({Holder})");
    }
}
