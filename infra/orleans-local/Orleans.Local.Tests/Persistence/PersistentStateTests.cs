using Orleans.Storage;

namespace Orleans.Tests.Persistence;

public abstract class PersistentStateTests(Func<IClusterClient> client)
{
    private readonly string _key = SharedCluster.NewKey();

    private IAccountGrain Account => client().GetGrain<IAccountGrain>(_key);

    [Fact]
    public async Task State_NeverWritten_IsNewAndHasNoRecord()
    {
        Assert.Equal(0, await Account.Balance());
        Assert.False(await Account.RecordExists());
        Assert.Null(await Account.Etag());
    }

    [Fact]
    public async Task State_Written_IsReadByTheNextActivation()
    {
        await Account.Deposit(5);
        await Account.Deposit(7);

        await Account.Leave();

        Assert.Equal(12, await Account.Balance());
        Assert.Equal(["+5", "+7"], await Account.History());
        Assert.True(await Account.RecordExists());
        Assert.NotNull(await Account.Etag());
    }

    [Fact]
    public async Task State_ReadAgain_DropsWhatWasNotWritten()
    {
        await Account.Deposit(5);
        await Account.Spoil();

        await Account.Forget();

        Assert.Equal(5, await Account.Balance());
    }

    [Fact]
    public async Task State_Cleared_IsNewAgain()
    {
        await Account.Deposit(5);

        await Account.Clear();

        Assert.Equal(0, await Account.Balance());
        Assert.False(await Account.RecordExists());
        await Account.Leave();
        Assert.Equal(0, await Account.Balance());
        await Account.Deposit(3);
        Assert.Equal(3, await Account.Balance());
    }

    [Fact]
    public async Task Write_OverANewerState_IsRefused_AndTheGrainReadsAnew()
    {
        await Account.Deposit(5);
        await client().GetGrain<IIntruderGrain>("intruder").Overwrite(Account.GetGrainId(), 100);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Account.Write());

        Assert.Equal(100, await Account.Balance());
        await Account.Deposit(1);
        Assert.Equal(101, await Account.Balance());
    }

    [Fact]
    public async Task Etag_ChangesWithEveryWrite()
    {
        await Account.Deposit(1);
        var first = await Account.Etag();
        await Account.Deposit(1);

        Assert.NotEqual(first, await Account.Etag());
    }

    [Fact]
    public async Task State_OutsideOfATurn_IsRefused() => Assert.True(await Account.RefusesStateOutsideOfATurn());

    [Fact]
    public async Task StateByInheritance_IsReadByTheNextActivation()
    {
        var counter = client().GetGrain<ICounterGrain>(_key);
        await counter.Increment();
        await counter.Leave();

        Assert.Equal(2, await counter.Increment());
    }
}

public sealed class MemoryStorageTests(SharedCluster cluster) : PersistentStateTests(() => cluster.Client), IClassFixture<SharedCluster>;
