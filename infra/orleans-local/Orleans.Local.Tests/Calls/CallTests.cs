
namespace Orleans.Tests.Calls;

public sealed class CallTests(SharedCluster cluster) : IClassFixture<SharedCluster>
{
    [Fact]
    public async Task Call_WithArguments_AnswersResult()
    {
        var grain = cluster.Client.GetGrain<IEchoGrain>("call");

        Assert.Equal("call: hello 3", await grain.Say("hello", 3));
        Assert.Equal(5, await grain.Add(2, 3));
        await grain.Nothing();
    }

    [Fact]
    public async Task Call_ThatThrows_ThrowsTheSameExceptionAtTheCaller()
    {
        var grain = cluster.Client.GetGrain<IEchoGrain>("throws");

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => grain.Fail("on purpose"));

        Assert.Equal("on purpose", exception.Message);
    }

    [Fact]
    public async Task Call_WithGuidOrIntegerKey_ReachesTheGrainWithThatKey()
    {
        var guid = Guid.NewGuid();

        Assert.Equal(-42, await cluster.Client.GetGrain<INumberedGrain>(-42).Key());
        Assert.Equal(guid, await cluster.Client.GetGrain<IGuidGrain>(guid).Key());
    }

    [Fact]
    public async Task Reference_ReturnedByAGrain_CanBeCalled()
    {
        var other = await cluster.Client.GetGrain<IEchoGrain>("first").Other("second");

        Assert.Equal("second: hi 1", await other.Say("hi", 1));
    }

    [Fact]
    public async Task AsReference_OfAnotherInterface_CallsTheSameGrain()
    {
        var grain = cluster.Client.GetGrain<IEchoGrain>("cast");

        Assert.Equal("cast: other", await grain.AsReference<IOtherEcho>().SayOther());
        Assert.Equal("cast", await grain.SelfThroughReference());
    }

    [Fact]
    public void References_ToTheSameGrain_AreEqual()
    {
        var one = cluster.Client.GetGrain<IEchoGrain>("same");
        var two = cluster.Client.GetGrain<IEchoGrain>("same");
        var other = cluster.Client.GetGrain<IEchoGrain>("other");

        Assert.Equal(one, two);
        Assert.Equal(one.GetHashCode(), two.GetHashCode());
        Assert.NotEqual(one, other);
    }

    [Fact]
    public void GrainId_OfAReference_IsNamedAfterTheClass()
    {
        var id = cluster.Client.GetGrain<IEchoGrain>("some/key").GetGrainId();

        Assert.Equal("echo/some/key", id.ToString());
        Assert.Equal(id, GrainId.Parse("echo/some/key"));
    }

    [Fact]
    public async Task InternalInterfaceAndMessage_CanBeCalled()
    {
        var sent = new Hidden(["a", "b"]);

        var answer = await cluster.Client.GetGrain<IHiddenGrain>("hidden").Reverse(sent);

        Assert.Equal(["b", "a"], answer.Texts);
        Assert.Equal(["a", "b"], sent.Texts);
    }

    [Fact]
    public async Task GetGrain_ByGrainId_CallsThatGrain()
    {
        var grain = cluster.Client.GetGrain<IEchoGrain>(GrainId.Create("echo", "by-id"));

        Assert.Equal("by-id: x 0", await grain.Say("x", 0));
    }
}
