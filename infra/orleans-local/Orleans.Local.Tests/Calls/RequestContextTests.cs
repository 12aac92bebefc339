
namespace Orleans.Tests.Calls;

public sealed class RequestContextTests(SharedCluster cluster) : IClassFixture<SharedCluster>
{
    [Fact]
    public async Task Value_SetByTheCaller_ReachesTheCalleeAndItsCallees()
    {
        RequestContext.Set("who", "test");
        var grain = cluster.Client.GetGrain<IContextGrain>(SharedCluster.NewKey());

        Assert.Equal("test", await grain.Read("who"));
        Assert.Equal("test", await grain.ReadThrough("who", SharedCluster.NewKey()));
    }

    [Fact]
    public async Task Value_SetByTheCallee_StaysInItsCall()
    {
        RequestContext.Set("who", "test");
        var grain = cluster.Client.GetGrain<IContextGrain>(SharedCluster.NewKey());

        Assert.Equal("grain", await grain.Overwrite("who", "grain"));

        Assert.Equal("test", RequestContext.Get("who"));
        Assert.Equal("test", await grain.Read("who"));
        RequestContext.Clear();
        Assert.Null(await grain.Read("who"));
    }

    [Fact]
    public async Task AsyncLocal_OfTheCallerOrOfAnotherCall_IsNotSeen()
    {
        ContextGrain.Local.Value = "caller";
        var grain = cluster.Client.GetGrain<IContextGrain>(SharedCluster.NewKey());

        await grain.Overwrite("who", "another call");

        Assert.Null(await grain.ReadLocal());
    }
}
