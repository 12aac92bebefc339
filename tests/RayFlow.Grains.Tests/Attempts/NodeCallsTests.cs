using Microsoft.Extensions.Logging.Abstractions;
using RayFlow.GrainInterfaces.Failures;
using RayFlow.Grains.Nodes;

namespace RayFlow.Grains.Tests.Attempts;

public sealed class NodeCallsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Call_DuringAnOutage_IsMadeAgainUntilItGoesThrough()
    {
        Queue<Exception> outages = new([new StorageUnavailableException("away"), new TimeoutException(), new SiloUnavailableException()]);

        var answer = await Calls(CancellationToken.None).CallAsync(_ => outages.TryDequeue(out var outage) ? throw outage : Task.FromResult(7), CancellationToken.None);

        Assert.Equal(7, answer);
        Assert.Empty(outages);
    }

    [Fact]
    public async Task Call_ThatFailsForAReasonOfItsOwn_FailsAtOnce()
    {
        var calls = 0;

        await Assert.ThrowsAsync<GrainFailedException>(() => Calls(CancellationToken.None).CallAsync<int>(
            _ =>
            {
                calls++;
                throw new GrainFailedException("IEventGrain.Emit failed: broken");
            },
            CancellationToken.None));

        Assert.Equal(1, calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_DuringAnOutage_EndsWithTheAttemptOrTheNode(bool isAttempt)
    {
        using var attempt = new CancellationTokenSource();
        using var node = new CancellationTokenSource();

        var call = Calls(attempt.Token).CallAsync<int>(
            async _ =>
            {
                await (isAttempt ? attempt : node).CancelAsync();
                throw new StorageUnavailableException("away");
            },
            node.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Patience));
    }

    private static NodeCalls Calls(CancellationToken attempt) => new("run//node", TimeProvider.System, NullLogger.Instance, attempt);
}
