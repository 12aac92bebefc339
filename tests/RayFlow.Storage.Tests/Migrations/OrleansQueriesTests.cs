using System.Data;
using Npgsql;
using RayFlow.Storage.Tests.Fixtures;

namespace RayFlow.Storage.Tests.Migrations;

/// <summary>The queries of Orleans' ADO.NET providers, called as they call them: by key, with named and typed parameters.</summary>
public sealed class OrleansQueriesTests : IAsyncLifetime
{
    private static readonly DateTime Now = new(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc);
    private readonly StorageFixture _database = new();

    public ValueTask InitializeAsync() => _database.InitializeAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Storage_OfAState_IsInsertedOnceAndChangedByItsVersion()
    {
        Assert.Equal([], await WriteStateAsync("key", 7));
        Assert.Equal([1], await WriteStateAsync("key", null));
        Assert.Equal([], await WriteStateAsync("key", null));
        Assert.Equal([1], await WriteStateAsync("other", null));
        Assert.Equal([1], await WriteStateAsync(null, null));
        Assert.Equal([2], await WriteStateAsync("key", 1));
        Assert.Equal([], await WriteStateAsync("key", 1));

        var read = Assert.Single(await ReadStateAsync("key"));
        Assert.Equal(2, read["Version"]);
        Assert.Equal([1, 2, 3], (byte[])read["PayloadBinary"]);
        Assert.Empty(await ReadStateAsync("none"));
    }

    [Fact]
    public async Task Storage_OfAState_IsClearedAndDeletedByItsVersion()
    {
        await WriteStateAsync("key", null);

        Assert.Equal([], await QueryAsync<int>("ClearStorageKey", [.. StateKey("key"), ("GrainStateVersion", 9)]));
        Assert.Equal([2], await QueryAsync<int>("ClearStorageKey", [.. StateKey("key"), ("GrainStateVersion", 1)]));
        Assert.Equal(DBNull.Value, Assert.Single(await ReadStateAsync("key"))["PayloadBinary"]);
        Assert.Equal([3], await WriteStateAsync("key", 2));

        Assert.Equal([], await QueryAsync<int>("DeleteStorageKey", [.. StateKey("key"), ("GrainStateVersion", 2)]));
        Assert.Equal([4], await QueryAsync<int>("DeleteStorageKey", [.. StateKey("key"), ("GrainStateVersion", 3)]));
        Assert.Empty(await ReadStateAsync("key"));
    }

    [Fact]
    public async Task Storage_OfANewStateByManyAtOnce_IsInsertedOnce()
    {
        var written = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => WriteStateAsync("key", null)));

        Assert.Single(written, versions => versions is [1]);
    }

    [Fact]
    public async Task Membership_ChangesByManyAtOnce_AreOrderedByTheTablesVersion()
    {
        Assert.Equal([true], await QueryAsync<bool>("InsertMembershipVersionKey", ("DeploymentId", "c")));
        Assert.Equal([false], await QueryAsync<bool>("InsertMembershipVersionKey", ("DeploymentId", "c")));

        var inserted = await Task.WhenAll(Enumerable.Range(1, 8).Select(port => InsertSiloAsync(port, version: 0)));

        Assert.Single(inserted, done => done is [true]);
        var silo = Assert.Single(await RowsAsync("MembershipReadAllKey", ("DeploymentId", "c")));
        Assert.Equal(1, silo["Version"]);
        Assert.Equal([false], await InsertSiloAsync((int)silo["Port"], version: 1));
        Assert.Equal([true], await InsertSiloAsync(100, version: 1));
        Assert.Equal([false], await UpdateSiloAsync(100, version: 1));
        Assert.Equal([false], await UpdateSiloAsync(101, version: 2));
        Assert.Equal([true], await UpdateSiloAsync(100, version: 2));
    }

    [Fact]
    public async Task Membership_OfASilo_IsReadAsItWasWritten()
    {
        await QueryAsync<bool>("InsertMembershipVersionKey", ("DeploymentId", "c"));
        var none = Assert.Single(await RowsAsync("MembershipReadRowKey", [("DeploymentId", "c"), .. Address(1)]));
        Assert.Equal(0, none["Version"]);
        Assert.Equal(DBNull.Value, none["StartTime"]);

        await InsertSiloAsync(1, version: 0);
        await UpdateSiloAsync(1, version: 1);
        await RowsAsync("UpdateIAmAlivetimeKey", [("DeploymentId", "c"), .. Address(1), ("IAmAliveTime", Now.AddMinutes(5))]);

        var row = Assert.Single(await RowsAsync("MembershipReadRowKey", [("DeploymentId", "c"), .. Address(1)]));
        object[] expected = ["127.0.0.1", 1, 42, "silo", "host", 3, 30001, "suspects", Now, Now.AddMinutes(5), 2];
        Assert.Equal(
            expected,
            new[] { "Address", "Port", "Generation", "SiloName", "HostName", "Status", "ProxyPort", "SuspectTimes", "StartTime", "IAmAliveTime", "Version" }
                .Select(column => row[column]));
        Assert.Equal(30001, Assert.Single(await RowsAsync("GatewaysQueryKey", ("DeploymentId", "c"), ("Status", 3)))["ProxyPort"]);
        Assert.Empty(await RowsAsync("GatewaysQueryKey", ("DeploymentId", "c"), ("Status", 6)));
    }

    [Fact]
    public async Task Membership_OfSilosThatAreNotActive_IsCleanedUpByAge()
    {
        await QueryAsync<bool>("InsertMembershipVersionKey", ("DeploymentId", "c"));
        await InsertSiloAsync(1, version: 0);
        await InsertSiloAsync(2, version: 1);
        await UpdateSiloAsync(2, version: 2);

        await RowsAsync("CleanupDefunctSiloEntriesKey", ("DeploymentId", "c"), ("IAmAliveTime", Now.AddDays(1)));
        Assert.Equal(2, Assert.Single(await RowsAsync("MembershipReadAllKey", ("DeploymentId", "c")))["Port"]);

        await RowsAsync("DeleteMembershipTableEntriesKey", ("DeploymentId", "c"));
        Assert.Empty(await RowsAsync("MembershipReadAllKey", ("DeploymentId", "c")));
    }

    [Fact]
    public async Task Reminders_ByGrainAndRange_AreReadAndRemovedByTheirVersion()
    {
        Assert.Equal([0], await UpsertReminderAsync("grain/a", hash: -5));
        Assert.Equal([1], await UpsertReminderAsync("grain/a", hash: -5));
        Assert.Equal([0], await UpsertReminderAsync("grain/b", hash: 5));

        var row = Assert.Single(await RowsAsync("ReadReminderRowKey", ("ServiceId", "s"), ("GrainId", "grain/a"), ("ReminderName", "r")));
        object[] expected = ["grain/a", "r", Now, 60_000L, 1];
        Assert.Equal(expected, new[] { "GrainId", "ReminderName", "StartTime", "Period", "Version" }.Select(column => row[column]));
        Assert.Single(await RowsAsync("ReadReminderRowsKey", ("ServiceId", "s"), ("GrainId", "grain/a")));
        Assert.Equal(["grain/a"], await RangeAsync("ReadRangeRows1Key", -6, -5));
        Assert.Equal([], await RangeAsync("ReadRangeRows1Key", -5, 4));
        Assert.Equal(["grain/b"], await RangeAsync("ReadRangeRows2Key", 4, -6));
        Assert.Equal(["grain/a", "grain/b"], await RangeAsync("ReadRangeRows2Key", 0, 0));

        Assert.Equal([false], await RemoveReminderAsync("grain/a", version: 0));
        Assert.Equal([true], await RemoveReminderAsync("grain/a", version: 1));
        await RowsAsync("DeleteReminderRowsKey", ("ServiceId", "s"));
        Assert.Empty(await RangeAsync("ReadRangeRows2Key", 0, 0));
    }

    private static (string, object?)[] StateKey(string? extension) =>
        [("GrainIdHash", 1), ("GrainIdN0", 2L), ("GrainIdN1", 3L), ("GrainTypeHash", 4), ("GrainTypeString", "type"), ("GrainIdExtensionString", extension), ("ServiceId", "s")];

    private static (string, object?)[] Address(int port) => [("Address", "127.0.0.1"), ("Port", port), ("Generation", 42)];

    private Task<List<int>> WriteStateAsync(string? extension, int? version) =>
        QueryAsync<int>("WriteToStorageKey", [.. StateKey(extension), ("GrainStateVersion", version), ("PayloadBinary", new byte[] { 1, 2, 3 })]);

    private Task<List<DataRow>> ReadStateAsync(string extension) => RowsAsync("ReadFromStorageKey", StateKey(extension));

    private Task<List<bool>> InsertSiloAsync(int port, int version) => QueryAsync<bool>(
        "InsertMembershipKey",
        [
            ("DeploymentId", "c"), ("IAmAliveTime", Now), ("SiloName", "silo"), ("HostName", "host"), .. Address(port),
            ("StartTime", Now), ("Status", 2), ("ProxyPort", 30000 + port), ("Version", version),
        ]);

    private Task<List<bool>> UpdateSiloAsync(int port, int version) => QueryAsync<bool>(
        "UpdateMembershipKey",
        [("DeploymentId", "c"), .. Address(port), ("IAmAliveTime", Now), ("Status", 3), ("SuspectTimes", "suspects"), ("Version", version)]);

    private Task<List<int>> UpsertReminderAsync(string grain, int hash) => QueryAsync<int>(
        "UpsertReminderRowKey",
        ("ServiceId", "s"), ("GrainHash", hash), ("GrainId", grain), ("ReminderName", "r"), ("StartTime", Now), ("Period", 60_000));

    private Task<List<bool>> RemoveReminderAsync(string grain, int version) => QueryAsync<bool>(
        "DeleteReminderRowKey", ("ServiceId", "s"), ("GrainId", grain), ("ReminderName", "r"), ("Version", version));

    private async Task<IEnumerable<string>> RangeAsync(string query, int begin, int end) =>
        (await RowsAsync(query, ("ServiceId", "s"), ("BeginHash", begin), ("EndHash", end))).Select(row => (string)row["GrainId"]).Order();

    private async Task<List<T>> QueryAsync<T>(string query, params (string Name, object? Value)[] parameters) =>
        [.. (await RowsAsync(query, parameters)).Select(row => (T)Assert.Single(row.ItemArray)!)];

    private async Task<List<DataRow>> RowsAsync(string query, params (string Name, object? Value)[] parameters)
    {
        var text = await _database.QueryAsync<string>($"SELECT QueryText FROM OrleansQuery WHERE QueryKey = '{query}'");
        await using var command = _database.Source.CreateCommand(text);
        foreach (var (name, value) in parameters)
        {
            // A null is typed, too.
            var type = value switch
            {
                long => DbType.Int64,
                DateTime => DbType.DateTime,
                byte[] => DbType.Binary,
                int => DbType.Int32,
                null when name == "GrainStateVersion" => DbType.Int32,
                _ => DbType.String,
            };
            command.Parameters.Add(new NpgsqlParameter(name, type) { Value = value ?? DBNull.Value });
        }

        await using var reader = await command.ExecuteReaderAsync();
        using var table = new DataTable { Locale = System.Globalization.CultureInfo.InvariantCulture };
        table.Load(reader);
        return [.. table.Rows.Cast<DataRow>()];
    }
}
