using Xunit;

namespace Orleans.Tests.Calls;

public sealed class CallTests(SharedCluster cluster) : IClassFixture<SharedCluster>
{
    [Fact]
    public async Task Call_WithArguments_AnswersResult()
    {
        var grain = cluster.Client.GetGrain<IEchoGrain>("call");

        Assert.Equal("call: hello 3", await grain.Say("hello", 3));
    }

    [Fact]
    public async Task Call_ThatThrows_ThrowsTheSameExceptionAtTheCaller()
    {
        var grain = cluster.Client.GetGrain<IEchoGrain>("throws");

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => grain.Fail("on purpose"));

        Assert.Equal("on purpose", exception.Message);
    }
}
