using RayFlow.Storage.Flows;
using RayFlow.Storage.Tests.Fixtures;

namespace RayFlow.Storage.Tests.Flows;

public sealed class FlowIndexTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Saved = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly StorageFixture _database = new();

    private FlowIndex Index => new(_database.Source);

    public ValueTask InitializeAsync() => _database.InitializeAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task List_AfterAName_GivesTheNextInOrder()
    {
        string[] names = ["zebra", "Ape", "ape", "äpe", "bear"];
        foreach (var name in names)
        {
            await Index.UpsertAsync(Row(name), CancellationToken.None);
        }

        Assert.Equal(["Ape", "ape", "bear"], await NamesAsync(null, 3));
        Assert.Equal(["zebra", "äpe"], await NamesAsync("bear", 3));
    }

    [Fact]
    public async Task Upsert_Again_ReplacesTheRow()
    {
        await Index.UpsertAsync(Row("a"), CancellationToken.None);
        var next = new FlowRow("a", 2, new string('b', 64), Saved.AddDays(1), "new");

        await Index.UpsertAsync(next, CancellationToken.None);

        Assert.Equal([next], await Index.ListAsync(null, 10, CancellationToken.None));
    }

    [Fact]
    public async Task Delete_OfAFlow_RemovesItsRow()
    {
        await Index.UpsertAsync(Row("a"), CancellationToken.None);

        await Index.DeleteAsync("a", CancellationToken.None);
        await Index.DeleteAsync("a", CancellationToken.None);

        Assert.Empty(await Index.ListAsync(null, 10, CancellationToken.None));
    }

    private static FlowRow Row(string name) => new(name, 1, new string('a', 64), Saved, "");

    private async Task<IEnumerable<string>> NamesAsync(string? after, int limit) =>
        (await Index.ListAsync(after, limit, CancellationToken.None)).Select(flow => flow.Name);
}
