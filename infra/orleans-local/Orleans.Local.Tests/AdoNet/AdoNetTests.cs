using System.Text;
using Npgsql;
using Orleans.Tests.Persistence;
using Orleans.Tests.Reminders;

namespace Orleans.Tests.AdoNet;

[Collection(nameof(PostgresCluster))]
public sealed class AdoNetStorageTests(PostgresCluster cluster) : PersistentStateTests(() => cluster.Client)
{
    [Fact]
    public async Task State_OutlivesTheCluster()
    {
        var key = SharedCluster.NewKey();
        await cluster.Client.GetGrain<IAccountGrain>(key).Deposit(8);

        await cluster.RestartAsync();

        Assert.Equal(8, await cluster.Client.GetGrain<IAccountGrain>(key).Balance());
    }

    // The rows that Orleans' provider writes, so that either runtime reads what the other wrote.
    [Fact]
    public async Task Row_HasTheKeysAndThePayloadOfOrleansProvider()
    {
        await cluster.Client.GetGrain<IAccountGrain>("a key/that is text").Deposit(8);

        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString);
        await using var command = source.CreateCommand($"""
            SELECT grainidn0, grainidn1, grainidhash, graintypehash, graintypestring, version, payloadbinary
            FROM orleansstorage WHERE grainidextensionstring = 'a key/that is text' AND serviceid = '{cluster.ServiceId}'
            """);
        await using var reader = await command.ExecuteReaderAsync();

        Assert.True(await reader.ReadAsync());
        Assert.Equal((0L, 0L), (reader.GetInt64(0), reader.GetInt64(1)));
        Assert.Equal(unchecked((int)StableHash.ComputeHash(Reversed("a key/that is text"))), reader.GetInt32(2));
        Assert.Equal(unchecked((int)StableHash.ComputeHash("account"u8)), reader.GetInt32(3));
        Assert.Equal("account", reader.GetString(4));
        Assert.Equal(1, reader.GetInt32(5));
        Assert.Equal(
            """{"$id":"1","$type":"Orleans.Tests.Persistence.Account, Orleans.Local.Tests","Balance":8,"History":{"$type":"System.Collections.Generic.List`1[[System.String, System.Private.CoreLib]], System.Private.CoreLib","$values":["+8"]}}""",
            Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(6)));
    }

    [Fact]
    public void StableHash_IsXxHash32WithItsBytesReversed()
    {
        // The reference implementation, seed 0: 02CC5D05, 550D7456, 32D153FF, E2293B2F.
        Assert.Equal(0x055DCC02u, StableHash.ComputeHash(""u8));
        Assert.Equal(0x56740D55u, StableHash.ComputeHash("a"u8));
        Assert.Equal(0xFF53D132u, StableHash.ComputeHash("abc"u8));
        Assert.Equal(0x2F3B29E2u, StableHash.ComputeHash("Nobody inspects the spammish repetition"u8));
    }

    private static byte[] Reversed(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Array.Reverse(bytes);
        return bytes;
    }
}

[Collection(nameof(PostgresCluster))]
public sealed class AdoNetReminderTests(PostgresCluster cluster) : ReminderTests(() => cluster.Client, cluster.Time)
{
    [Fact]
    public async Task Reminder_OutlivesTheCluster()
    {
        var key = SharedCluster.NewKey();
        await cluster.Client.GetGrain<IRemindedGrain>(key).Remind("kept", TimeSpan.FromHours(1), TimeSpan.FromHours(1));

        await cluster.RestartAsync();

        Assert.Equal(["kept"], await cluster.Client.GetGrain<IRemindedGrain>(key).Reminders());
    }
}
