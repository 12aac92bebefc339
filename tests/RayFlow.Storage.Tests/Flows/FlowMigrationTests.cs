using Npgsql;
using RayFlow.Storage.Flows;
using RayFlow.Storage.Migrations;
using RayFlow.Storage.Tests.Fixtures;
using RayFlow.Testing.Databases;

namespace RayFlow.Storage.Tests.Flows;

/// <summary>Flows that were saved when their versions were still state of their grains.</summary>
public sealed class FlowMigrationTests : IAsyncLifetime
{
    private const string Before = """
        INSERT INTO flow_documents (hash, document) VALUES ('\x01', '{"flow":{"nodes":[{"id":"s","type":"start","data":{"config":{"on_event":"tick"}}}]}}'),
            ('\x02', '{"flow":{"nodes":[{"id":"s","type":"start","data":{"config":{"api_schema":{"x":{},"y":{}},"on_event":"tock"}}}]}}'),
            ('\x03', '{"flow":{"nodes":[{"id":"s","type":"start","data":{"label":"\\u0000","config":{"on_event":"tick"}}}]}}'), ('\x04', '{}');
        INSERT INTO OrleansStorage VALUES
            (0, 0, 1, 1, 3, 'flow', 'orders', 'rayflow', '{"$id":"1","$type":"RayFlow.Grains.Flows.SavedFlowState, RayFlow.Grains","Versions":{"$type":"…","$values":[
                {"$id":"2","Version":1,"Hash":"01","SavedAt":"2026-11-25T20:01:07.6059083+00:00","Description":"first"},
                {"$id":"3","Version":2,"Hash":"02","SavedAt":"2026-11-26T20:01:07.6545378+00:00","Description":""}]},"LastVersion":2,"OnEvent":"tock"}'),
            (0, 0, 2, 1, 2, 'flow', 'gone', 'rayflow', '{"$id":"1","Versions":{"$values":[]},"LastVersion":7}'),
            (0, 0, 3, 1, 2, 'flow', 'odd', 'rayflow', '{"$id":"1","Versions":{"$values":[{"Version":1,"Hash":"03","SavedAt":"2026-11-25T20:01:07Z","Description":"\\u0000"}]},"LastVersion":1}'),
            (0, 171, 4, 1, 2, 'flow', '', 'rayflow', '{"$id":"1"}');
        INSERT INTO flows (name, version, hash, saved_at, description) VALUES ('orders', 2, '\x02', '2026-11-26T20:01:07Z', ''),
            ('odd', 1, '\x03', '2026-11-25T20:01:07Z', 'odd'), ('ab', 2, '\x04', '2026-11-27Z', 'two');
        INSERT INTO flow_versions (name, version, hash) VALUES ('orders', 1, '\x01'), ('orders', 2, '\x02'), ('odd', 1, '\x03'), ('ab', 1, '\x01'), ('ab', 2, '\x04');
        """;

    private TestDatabase _database = null!;
    private NpgsqlDataSource _source = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestPostgres.CreateDatabaseAsync();
        _source = NpgsqlDataSource.Create(_database.ConnectionString);
        var all = Migration.ReadEmbedded();
        await DatabaseMigrations.ApplyAsync(_source, [.. all.TakeWhile(migration => migration.Name != "flows")], CancellationToken.None);
        await _source.ExecuteAsync(Before);
        await DatabaseMigrations.ApplyAsync(_source, all, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Flows_OfBefore_AreThereWithTheirVersionsAndEvents()
    {
        var flows = new SavedFlows(_source);

        Assert.Equal(["ab 2 two", "odd 1 odd", "orders 2 "], (await flows.ListAsync(null, 10, CancellationToken.None)).Select(Describe));
        var first = (await flows.VersionsAsync("orders", CancellationToken.None))[^1];
        Assert.Equal("orders 1 first", Describe(first));
        Assert.Equal(new DateTimeOffset(2026, 11, 25, 20, 1, 7, TimeSpan.Zero).AddTicks(6059080), first.SavedAt);
        Assert.Equal(["ab 2 two", "ab 1 "], (await flows.VersionsAsync("ab", CancellationToken.None)).Select(Describe));
        Assert.Empty(await flows.SubscribersAsync("tick", CancellationToken.None));
        var subscriber = (await flows.SubscribersAsync("tock", CancellationToken.None)).Single();
        Assert.Equal(("orders", 2), (subscriber.Flow, subscriber.Version));
        Assert.Equal(["x", "y"], subscriber.Inputs);
        Assert.Equal(0, await _source.ReadAsync<long>("SELECT count(*) FROM OrleansStorage"));
    }

    [Fact]
    public async Task Flow_DeletedBefore_GoesOnCounting() =>
        Assert.Equal(8, (await new SavedFlows(_source).SaveAsync(
            "gone", new FlowDraft("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", "{}"u8.ToArray(), DateTimeOffset.UtcNow, "", null, []), 0, CancellationToken.None)).Latest!.Version);

    private static string Describe(FlowRow flow) => $"{flow.Name} {flow.Version} {flow.Description}";
}
