using Orleans.Hosting;
using Orleans.TestingHost;

namespace Orleans.Tests.Calls;

public sealed class FilterTests : IAsyncLifetime
{
    private readonly InProcessTestCluster _cluster = new InProcessTestClusterBuilder(1)
        .ConfigureSilo((_, silo) => silo
            .AddIncomingGrainCallFilter(Shout)
            .AddIncomingGrainCallFilter<Refuse>())
        .Build();

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Filter_SeesCallAndReplacesResult()
    {
        var grain = _cluster.Client.GetGrain<IEchoGrain>("filter");

        Assert.Equal("FILTER: HELLO 1 by Say", await grain.Say("hello", 1));
    }

    [Fact]
    public async Task Filter_ThatThrows_KeepsTheCallFromTheGrain()
    {
        var grain = _cluster.Client.GetGrain<IEchoGrain>("filter");

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => grain.Say("forbidden", 1));
    }

    [Fact]
    public async Task Filter_OfAMethodWithoutResult_IsTransparent()
    {
        var grain = _cluster.Client.GetGrain<IEchoGrain>("filter");

        await grain.Nothing();
        await Assert.ThrowsAsync<InvalidOperationException>(() => grain.Fail("still"));
    }

    private static async Task Shout(IIncomingGrainCallContext context)
    {
        await context.Invoke();
        if (context.Result is string text)
        {
            context.Result = $"{text.ToUpperInvariant()} by {context.ImplementationMethod.Name}";
        }
    }

    private sealed class Refuse : IIncomingGrainCallFilter
    {
        public Task Invoke(IIncomingGrainCallContext context) =>
            context.MethodName == nameof(IEchoGrain.Say) && context.Request.GetArgument(0) is "forbidden"
                ? throw new UnauthorizedAccessException()
                : context.Invoke();
    }
}
