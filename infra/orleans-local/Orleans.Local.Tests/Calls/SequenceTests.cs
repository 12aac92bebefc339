
namespace Orleans.Tests.Calls;

public sealed class SequenceTests(SharedCluster cluster) : IClassFixture<SharedCluster>
{
    [Fact]
    public async Task Sequence_Enumerated_HasAllElementsInOrder()
    {
        var grain = cluster.Client.GetGrain<ISequenceGrain>("count");
        List<int> received = [];

        await foreach (var number in grain.Count(1000))
        {
            received.Add(number);
        }

        Assert.Equal(Enumerable.Range(0, 1000), received);
    }

    [Fact]
    public async Task Sequence_ThatFails_FailsAfterTheElementsBefore()
    {
        var grain = cluster.Client.GetGrain<ISequenceGrain>("fail");
        List<int> received = [];

        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var number in grain.CountAndFail(10))
            {
                received.Add(number);
            }
        });

        Assert.Equal(Enumerable.Range(0, 10), received);
    }

    [Fact]
    public async Task Sequence_ThatWaits_LetsTheGrainAnswerOtherCalls()
    {
        var ended = SharedCluster.NewKey();
        var grain = cluster.Client.GetGrain<ISequenceGrain>("interleave");

        await using (var numbers = grain.CountAndWait(ended).GetAsyncEnumerator())
        {
            Assert.True(await numbers.MoveNextAsync());
            Assert.True(await numbers.MoveNextAsync());
            await grain.Ping();
        }
    }

    [Fact]
    public async Task Sequence_Cancelled_EndsOnBothSides()
    {
        var ended = SharedCluster.NewKey();
        var grain = cluster.Client.GetGrain<ISequenceGrain>("cancel");
        using var source = new CancellationTokenSource();
        List<int> received = [];

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var number in grain.CountAndWait(ended).WithCancellation(source.Token))
            {
                received.Add(number);
                if (number == 2)
                {
                    await source.CancelAsync();
                }
            }
        });

        Assert.Equal([1, 2], received);
        await Gates.Reached(ended);
    }

    [Fact]
    public async Task Sequence_OfAGrainThatIsDeactivated_IsAborted()
    {
        var grain = cluster.Client.GetGrain<ISequenceGrain>("leave");
        await using var numbers = grain.CountAndWait(SharedCluster.NewKey()).GetAsyncEnumerator();
        Assert.True(await numbers.MoveNextAsync());
        Assert.True(await numbers.MoveNextAsync());

        await grain.Leave();

        await Assert.ThrowsAsync<EnumerationAbortedException>(async () => await numbers.MoveNextAsync());
    }
}
