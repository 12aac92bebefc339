using Npgsql;
using RayFlow.Storage.Migrations;
using RayFlow.Storage.Tests.Fixtures;
using RayFlow.Testing.Databases;

namespace RayFlow.Storage.Tests.Migrations;

public sealed partial class DatabaseMigrationsTests : IAsyncLifetime
{
    private static readonly Migration First = new(1, "first", "CREATE TABLE one (id integer); INSERT INTO one VALUES (1);");
    private static readonly Migration Second = new(2, "second", "CREATE TABLE two (id integer);");

    private TestDatabase? _database;
    private NpgsqlDataSource? _source;

    private NpgsqlDataSource Source => _source!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestPostgres.CreateDatabaseAsync();
        _source = NpgsqlDataSource.Create(_database.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await _database!.DisposeAsync();
    }

    [Fact]
    public void Embedded_Files_AreNumberedWithoutGaps()
    {
        var migrations = Migration.ReadEmbedded();

        Assert.NotEmpty(migrations);
        Assert.Equal(Enumerable.Range(1, migrations.Count), migrations.Select(migration => migration.Number));
    }

    [Fact]
    public async Task Apply_Twice_ChangesNothingTheSecondTime()
    {
        await DatabaseMigrations.ApplyAsync(Source, CancellationToken.None);
        var first = await Source.ReadAsync<string>("SELECT string_agg(number || xmin::text, ',') FROM rayflow_migrations");

        await DatabaseMigrations.ApplyAsync(Source, CancellationToken.None);

        Assert.Equal(first, await Source.ReadAsync<string>("SELECT string_agg(number || xmin::text, ',') FROM rayflow_migrations"));
        Assert.Equal(Migration.ReadEmbedded().Count, await Source.ReadAsync<long>("SELECT count(*) FROM rayflow_migrations"));
    }

    [Fact]
    public async Task Apply_ByManyProgramsAtOnce_AppliesEachStepOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => DatabaseMigrations.ApplyAsync(Source, [First, Second], CancellationToken.None)));

        Assert.Equal(1, await Source.ReadAsync<long>("SELECT count(*) FROM one"));
    }

    [Fact]
    public async Task Apply_OfMoreSteps_AddsTheNewOnes()
    {
        await DatabaseMigrations.ApplyAsync(Source, [First], CancellationToken.None);

        await DatabaseMigrations.ApplyAsync(Source, [First, Second], CancellationToken.None);

        Assert.Equal(1, await Source.ReadAsync<long>("SELECT count(*) FROM one"));
        Assert.Equal(0, await Source.ReadAsync<long>("SELECT count(*) FROM two"));
    }

    [Fact]
    public async Task Apply_OfAStepThatFails_LeavesTheDatabaseAsItWas()
    {
        await DatabaseMigrations.ApplyAsync(Source, [First], CancellationToken.None);

        await Assert.ThrowsAsync<PostgresException>(() => DatabaseMigrations.ApplyAsync(
            Source, [First, Second, new Migration(3, "third", "SELECT nonsense")], CancellationToken.None));

        Assert.Equal(1, await Source.ReadAsync<long>("SELECT count(*) FROM rayflow_migrations"));
        Assert.True(await Source.ReadAsync<bool>("SELECT to_regclass('two') IS NULL"));
    }

    [Fact]
    public async Task Apply_ToANewerDatabase_IsRefused()
    {
        await DatabaseMigrations.ApplyAsync(Source, [First, Second], CancellationToken.None);

        var error = await Assert.ThrowsAsync<DatabaseMigrationException>(() => DatabaseMigrations.ApplyAsync(Source, [First], CancellationToken.None));

        Assert.Equal(
            $"Database '{_database!.Name}' is newer than this program: it has migration 2 ('second'), the program knows 1. Start a newer RayFlow.",
            error.Message);
    }

    [Fact]
    public async Task Apply_OfAChangedStep_IsRefused()
    {
        await DatabaseMigrations.ApplyAsync(Source, [First, Second], CancellationToken.None);

        var error = await Assert.ThrowsAsync<DatabaseMigrationException>(
            () => DatabaseMigrations.ApplyAsync(Source, [First, Second with { Sql = "CREATE TABLE three ();" }], CancellationToken.None));

        Assert.StartsWith($"Migration 2 ('second') of database '{_database!.Name}' is not the one of this program", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_OfAStepWithOtherLineEnds_ChangesNothing()
    {
        await DatabaseMigrations.ApplyAsync(Source, [new Migration(1, "lines", "SELECT 1;\nSELECT 2;")], CancellationToken.None);

        await DatabaseMigrations.ApplyAsync(Source, [new Migration(1, "lines", "SELECT 1;\r\nSELECT 2;")], CancellationToken.None);
    }

    [Fact]
    public async Task Apply_ToATableThatIsHeld_HoldsUpNobodyForLongAndIsTriedAgain()
    {
        await DatabaseMigrations.ApplyAsync(Source, [First], CancellationToken.None);
        var report = await Source.LockAsync("one", "ACCESS SHARE");

        var applying = DatabaseMigrations.ApplyAsync(Source, [First, new Migration(2, "wider", "ALTER TABLE one ADD COLUMN more integer")], CancellationToken.None);
        await Source.UntilBlockedAsync("one");
        var another = await Source.ReadAsync<long>("SELECT count(*) FROM one"); // waits behind the step until that gives way
        var wasHeld = !applying.IsCompleted;
        await report.DisposeAsync();
        await applying.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal((1, true), (another, wasHeld));
        Assert.Equal(2, await Source.ReadAsync<long>("SELECT count(*) FROM rayflow_migrations"));
    }

    /// <summary>Silos of the version before go on beside a new schema, so a step adds and takes nothing away; what is not used any more goes a version later.</summary>
    [Fact]
    public void Steps_AfterTheFirstRelease_OnlyAdd()
    {
        const int FirstRelease = 8;
        foreach (var step in Migration.ReadEmbedded().Where(step => step.Number > FirstRelease))
        {
            var taken = TakesAway().Matches(step.Sql).Select(match => match.Value).ToList();
            Assert.True(taken.Count == 0, $"Step {step.Number} ('{step.Name}') takes away what the version before may use: {string.Join("; ", taken)}.");
        }
    }

    [Theory]
    [InlineData("DROP TABLE runs", true)]
    [InlineData("ALTER TABLE runs DROP COLUMN owner", true)]
    [InlineData("ALTER TABLE runs RENAME owner TO keeper", true)]
    [InlineData("ALTER TABLE runs ALTER COLUMN owner TYPE bytea", true)]
    [InlineData("ALTER TABLE runs ALTER owner SET NOT NULL", true)]
    [InlineData("ALTER TABLE runs ADD COLUMN tenant text NOT NULL;", true)]
    [InlineData("ALTER TABLE runs ADD COLUMN tenant text NOT NULL DEFAULT '';", false)]
    [InlineData("CREATE TABLE tags (name text NOT NULL); CREATE INDEX tags_name ON tags (name);", false)]
    public void Rule_ForSteps_KnowsWhatTakesAway(string sql, bool takesAway) => Assert.Equal(takesAway, TakesAway().IsMatch(sql));

    [System.Text.RegularExpressions.GeneratedRegex(
        @"\b(DROP\s+(TABLE|COLUMN|VIEW)|RENAME|ALTER\s+(COLUMN\s+)?\w+\s+((SET\s+DATA\s+)?TYPE|SET\s+NOT\s+NULL)|ADD\s+COLUMN\s+(?![^,;]*DEFAULT)[^,;]*NOT\s+NULL)\b",
        System.Text.RegularExpressions.RegexOptions.IgnoreCase)]
    private static partial System.Text.RegularExpressions.Regex TakesAway();
}
