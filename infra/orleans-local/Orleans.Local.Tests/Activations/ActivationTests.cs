
namespace Orleans.Tests.Activations;

public sealed class ActivationTests(SharedCluster cluster) : IClassFixture<SharedCluster>
{
    private readonly string _key = SharedCluster.NewKey();

    [Fact]
    public async Task Calls_OfOneKey_ReachOneInstance()
    {
        var instances = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => cluster.Client.GetGrain<ILifeGrain>(_key).Instance()));

        Assert.Single(instances.Distinct());
        Assert.NotEqual(instances[0], await cluster.Client.GetGrain<ILifeGrain>(SharedCluster.NewKey()).Instance());
    }

    [Fact]
    public async Task DeactivatedGrain_IsToldWhy_AndActivatedAnewByTheNextCall()
    {
        var grain = cluster.Client.GetGrain<ILifeGrain>(_key);
        var before = await grain.Instance();

        await grain.Leave(_key);
        await Gates.Reached($"{_key}:{DeactivationReasonCode.ApplicationRequested}");
        await Gates.Reached($"{_key}:disposed");

        Assert.NotEqual(before, await grain.Instance());
    }

    [Fact]
    public async Task Call_DuringDeactivation_GoesToTheNextActivation()
    {
        var grain = cluster.Client.GetGrain<ILifeGrain>(_key);

        var leaving = grain.LeaveAndWait(_key, _key + "gate");
        await Gates.Reached(_key);
        var later = grain.Instance();
        Gates.Open(_key + "gate");

        Assert.NotEqual(await leaving, await later);
    }

    [Fact]
    public async Task GrainThatCannotBeActivated_FailsItsCalls_AndIsTriedAgainByTheNext()
    {
        FailingGrain.Broken.Add(_key);
        var grain = cluster.Client.GetGrain<IFailingGrain>(_key);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => grain.Ping());
        Assert.Equal("Cannot activate.", exception.Message);

        FailingGrain.Broken.Remove(_key);
        await grain.Ping();
    }

    [Fact]
    public async Task GrainFactoryOfAGrain_OutsideItsTurns_Refuses() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.Client.GetGrain<ILifeGrain>(_key).AskOutsideTheTurn());

    [Fact]
    public async Task GrainWithoutTheBaseClass_IsAGrain() =>
        Assert.Equal(_key, await cluster.Client.GetGrain<IPlainGrain>(_key).Key());

    [Fact]
    public async Task ManagementGrain_CountsActivations()
    {
        var management = cluster.Client.GetGrain<IManagementGrain>(0);
        await cluster.Client.GetGrain<ILifeGrain>(_key).Instance();

        var ofLife = (await management.GetSimpleGrainStatistics()).Where(statistic => statistic.GrainType.Contains(nameof(LifeGrain), StringComparison.Ordinal)).Sum(statistic => statistic.ActivationCount);

        Assert.True(ofLife > 0);
        Assert.True(await management.GetTotalActivationCount() >= ofLife);
    }
}
