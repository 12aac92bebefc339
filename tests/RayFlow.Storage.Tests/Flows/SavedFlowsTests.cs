using System.Security.Cryptography;
using System.Text;
using RayFlow.Storage.Flows;
using RayFlow.Storage.Tests.Fixtures;

namespace RayFlow.Storage.Tests.Flows;

public sealed class SavedFlowsTests : IAsyncLifetime
{
    private const string Commit = "\vCOMMIT"; // with its length: READ COMMITTED is another
    private static readonly DateTimeOffset Saved = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly StorageFixture _database = new();

    private SavedFlows Flows => new(_database.Source);

    public async ValueTask InitializeAsync() => await _database.InitializeAsync();

    public async ValueTask DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Save_OfAChange_IsANewVersionAndKeepsTheOthers()
    {
        var first = Draft("one") with { Description = "first" };
        var second = Draft("two") with { SavedAt = Saved.AddDays(1) };

        var one = await Flows.SaveAsync("a", first, null, CancellationToken.None);
        var two = await Flows.SaveAsync("a", second, 1, CancellationToken.None);

        Assert.Equal(new FlowSave(new FlowRow("a", 1, first.Hash, Saved, "first"), true, false), one);
        Assert.Equal(new FlowSave(new FlowRow("a", 2, second.Hash, Saved.AddDays(1), ""), true, false), two);
        Assert.Equal([two.Latest!, one.Latest!], await Flows.VersionsAsync("a", CancellationToken.None));
        Assert.Equal(one.Latest, await Flows.FindAsync("a", 1, CancellationToken.None));
        Assert.Equal(two.Latest, await Flows.FindAsync("a", null, CancellationToken.None));
        Assert.Null(await Flows.FindAsync("a", 3, CancellationToken.None));
        Assert.Equal([two.Latest!], await Flows.ListAsync(null, 10, CancellationToken.None));
        Assert.Equal(first.Document.ToArray(), await new FlowDocuments(_database.Source).GetAsync(first.Hash, CancellationToken.None));
    }

    [Fact]
    public async Task Save_OfWhatIsThere_ChangesNothing()
    {
        var first = await Flows.SaveAsync("a", Draft("one"), null, CancellationToken.None);

        var again = await Flows.SaveAsync("a", Draft("one") with { SavedAt = Saved.AddDays(1) }, null, CancellationToken.None);

        Assert.Equal(first with { IsNew = false }, again);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("one", 1)]
    public async Task Save_OfAnotherVersionThanExpected_IsAConflict(string? before, int latest)
    {
        if (before is not null)
        {
            await Flows.SaveAsync("a", Draft(before), 0, CancellationToken.None);
        }

        var save = await Flows.SaveAsync("a", Draft("two"), latest + 1, CancellationToken.None);

        Assert.True(save is { IsConflict: true, IsNew: false });
        Assert.Equal(latest, save.Latest?.Version ?? 0);
        Assert.Equal(latest, await _database.QueryAsync<long>("SELECT count(*) FROM flow_documents"));
        Assert.Equal(latest, await _database.QueryAsync<long>("SELECT count(*) FROM flows"));
    }

    [Fact]
    public async Task Save_ByManyAtOnce_GivesEachVersionToOneAndExpectedOnesToTheFirst()
    {
        var free = await Task.WhenAll(Enumerable.Range(0, 25).Select(i => Flows.SaveAsync("a", Draft($"free {i}"), null, CancellationToken.None)));
        var guarded = await Task.WhenAll(Enumerable.Range(0, 25).Select(i => Flows.SaveAsync("a", Draft($"guarded {i}"), 25, CancellationToken.None)));

        Assert.Equal(Enumerable.Range(1, 25), free.Select(save => save.Latest!.Version).Order());
        Assert.Single(guarded, save => save.IsNew);
        Assert.All(guarded, save => Assert.Equal(26, save.Latest!.Version));
        Assert.Equal(26, (await Flows.VersionsAsync("a", CancellationToken.None)).Count);
    }

    [Fact]
    public async Task Delete_OfAFlow_LeavesNothingAndTheNextSaveGoesOnCounting()
    {
        await Flows.SaveAsync("a", Draft("one", "tick"), null, CancellationToken.None);
        await Flows.SaveAsync("a", Draft("two", "tick"), null, CancellationToken.None);

        Assert.Null(await Flows.DeleteAsync("a", 1, CancellationToken.None));
        Assert.Equal(2, (await Flows.FindAsync("a", null, CancellationToken.None))!.Version);
        Assert.True(await Flows.DeleteAsync("a", 2, CancellationToken.None));

        Assert.False(await Flows.DeleteAsync("a", null, CancellationToken.None));
        Assert.Null(await Flows.FindAsync("a", null, CancellationToken.None));
        Assert.Null(await Flows.FindAsync("a", 1, CancellationToken.None));
        Assert.Empty(await Flows.ListAsync(null, 10, CancellationToken.None));
        Assert.Empty(await Flows.VersionsAsync(["a"], CancellationToken.None));
        Assert.Empty(await Flows.SubscribersAsync("tick", CancellationToken.None));
        var again = await Flows.SaveAsync("a", Draft("two"), 0, CancellationToken.None);
        Assert.True(again is { IsNew: true, Latest.Version: 3 });
    }

    [Theory]
    [InlineData(CutPoint.BeforeRequest, "INSERT INTO event_subscriptions", false)]
    [InlineData(CutPoint.AfterRequest, "INSERT INTO event_subscriptions", false)]
    [InlineData(CutPoint.BeforeRequest, Commit, false)]
    [InlineData(CutPoint.BeforeAnswer, Commit, true)]
    public async Task Save_CutOff_IsDoneAsAWholeOrNotAtAll(CutPoint at, string statement, bool isSaved)
    {
        await Flows.SaveAsync("a", Draft("one", "tick"), null, CancellationToken.None);
        await using var proxy = new CuttingProxy(_database.ConnectionString);
        await using var source = Npgsql.NpgsqlDataSource.Create(proxy.ConnectionString);
        var cut = proxy.CutAsync(at, statement);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => new SavedFlows(source).SaveAsync("a", Draft("two", "tock"), null, CancellationToken.None));

        await cut;
        await _database.Source.UntilAsync("SELECT count(*) = 0 FROM pg_locks WHERE relation = 'flows'::regclass AND pid <> pg_backend_pid()");
        Assert.Equal(isSaved ? 2 : 1, (await Flows.FindAsync("a", null, CancellationToken.None))!.Version);
        Assert.Equal(isSaved ? 0 : 1, (await Flows.SubscribersAsync("tick", CancellationToken.None)).Count);
        Assert.Equal(isSaved ? 1 : 0, (await Flows.SubscribersAsync("tock", CancellationToken.None)).Count);
        Assert.Equal(isSaved ? 2 : 1, await _database.QueryAsync<long>("SELECT count(*) FROM flow_documents"));
    }

    [Fact]
    public async Task Subscribers_OfAnEvent_AreThoseWhoseLatestVersionNamesIt()
    {
        await Flows.SaveAsync("b", Draft("one", "tick", "x", "y"), null, CancellationToken.None);
        await Flows.SaveAsync("a", Draft("two", "tick"), null, CancellationToken.None);
        await Flows.SaveAsync("moved", Draft("three", "tick"), null, CancellationToken.None);
        await Flows.SaveAsync("moved", Draft("four", "tock"), null, CancellationToken.None);
        await Flows.SaveAsync("left", Draft("five", "tick"), null, CancellationToken.None);
        await Flows.SaveAsync("left", Draft("six"), null, CancellationToken.None);

        var subscribers = await Flows.SubscribersAsync("tick", CancellationToken.None);

        Assert.Equal([("a", 1, ""), ("b", 1, "x y")], subscribers.Select(item => (item.Flow, item.Version, string.Join(' ', item.Inputs))));
        Assert.Equal(("moved", 2), (await Flows.SubscribersAsync("tock", CancellationToken.None)).Select(item => (item.Flow, item.Version)).Single());
    }

    [Fact]
    public async Task Save_OfTextThatADatabaseCannotKeep_KeepsTheRest()
    {
        await Flows.SaveAsync("a", Draft("one", "ti\0ck", "x\uD800") with { Description = "no\0thing \uDC00" }, null, CancellationToken.None);

        Assert.Equal("no\uFFFDthing \uFFFD", (await Flows.FindAsync("a", null, CancellationToken.None))!.Description);
        Assert.Equal(["x\uFFFD"], (await Flows.SubscribersAsync("ti\0ck", CancellationToken.None)).Single().Inputs);
    }

    [Fact]
    public async Task List_AfterAName_GivesTheNextInOrder()
    {
        foreach (var name in new[] { "zebra", "Ape", "ape", "äpe", "bear" })
        {
            await Flows.SaveAsync(name, Draft(name), null, CancellationToken.None);
        }

        Assert.Equal(["Ape", "ape", "bear"], (await Flows.ListAsync(null, 3, CancellationToken.None)).Select(flow => flow.Name));
        Assert.Equal(["zebra", "äpe"], (await Flows.ListAsync("bear", 3, CancellationToken.None)).Select(flow => flow.Name));
    }

    private static FlowDraft Draft(string document, string? onEvent = null, params string[] inputs)
    {
        var bytes = Encoding.UTF8.GetBytes(document);
        return new FlowDraft(Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes, Saved, "", onEvent, inputs);
    }
}
