using System.Security.Cryptography;
using RayFlow.Storage.Flows;
using RayFlow.Storage.Tests.Fixtures;

namespace RayFlow.Storage.Tests.Databases;

public sealed class PlainTextTests : IAsyncLifetime
{
    // No text in PostgreSQL: a zero character, and halves of surrogate pairs at the end, before another character and alone.
    private const string Hostile = "a\0b\ud800 \udc00c \U0001F600\ud83d";
    private const string Harmless = "a\ufffdb\ufffd \ufffdc \U0001F600\ufffd";

    private readonly StorageFixture _database = new();
    private TestSilo? _silo;

    private TestSilo Silo => _silo!;

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
    public async Task TextColumns_OfAllTables_TakeWhatIsNoText()
    {
        await WriteHostileAsync();

        await using var columns = _database.Source.CreateCommand("""
            SELECT table_name || '.' || column_name, data_type = 'ARRAY' FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
            WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT LIKE 'orleans%' AND table_name NOT IN ('rayflow_migrations', 'cluster_identity') -- the database's own
              AND (data_type = 'text' OR udt_name = '_text')
            """);
        var found = new List<(string Name, bool IsArray)>();
        await using (var reader = await columns.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                found.Add((reader.GetString(0), reader.GetBoolean(1)));
            }
        }

        Assert.NotEmpty(found);
        foreach (var (name, isArray) in found)
        {
            var (table, column) = (name.Split('.')[0], name.Split('.')[1]);
            var value = isArray ? $"ANY({column})" : column;
            Assert.True(await _database.QueryAsync<long>($"SELECT count(*) FROM {table} WHERE '{Harmless}' = {value}") > 0, name);
        }
    }

    [Fact]
    public async Task List_ByAFlowWhoseNameIsNoText_FindsItsRuns()
    {
        await WriteHostileAsync();

        Assert.Single((await Silo.Index.ListAsync(Hostile, null, null, null, null, 10, CancellationToken.None)).Items);
        Assert.Equal(1, (await Silo.Get<SavedFlows>().FindAsync(Hostile, null, CancellationToken.None))!.Version);
        Assert.Single(await Silo.Get<SavedFlows>().SubscribersAsync(Hostile, CancellationToken.None));
    }

    [Fact]
    public async Task Names_ThatNoIndexCanKeep_AreCutAndToldApart()
    {
        var random = new Random(1);
        var start = string.Create(20_000, random, static (text, random) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = (char)random.Next(0x4e00, 0x9fff);
            }
        });
        foreach (var flow in new[] { start + "one", start + "two" })
        {
            var run = await Silo.StartAsync();
            await run.WriteAsync(run.Batch(["one"], run.Row(flow: flow) with { ErrorCode = flow, ReturnNode = flow }));
        }

        var page = await Silo.Index.ListAsync(start + "one", null, null, null, null, 10, CancellationToken.None);

        Assert.StartsWith(start[..400], Assert.Single(page.Items).FlowName, StringComparison.Ordinal);
    }

    private async Task WriteHostileAsync()
    {
        var run = await Silo.StartAsync();
        var row = run.Row(Hostile, Hostile) with { Owner = Hostile, ReturnNode = Hostile, ErrorCode = Hostile };
        await run.WriteAsync(run.Batch(["one"], row));
        var parked = await Silo.StartAsync();
        await parked.WriteAsync(parked.Batch(["parked"], parked.Row() with { Owner = "silo" }));
        Assert.True(await Silo.Index.ParkAsync(parked.Id, "silo", Hostile, CancellationToken.None));
        var document = "{}"u8.ToArray();
        var draft = new FlowDraft(Convert.ToHexStringLower(SHA256.HashData(document)), document, DateTimeOffset.UtcNow, Hostile, Hostile, [Hostile]);
        await Silo.Get<SavedFlows>().SaveAsync(Hostile, draft, null, CancellationToken.None);
    }

    private async Task<TestRun> WriteAsync(string entry)
    {
        var run = await Silo.StartAsync();
        await run.WriteAsync(run.Batch([entry], run.Row()));
        return run;
    }
}
