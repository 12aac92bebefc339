using Orleans.Concurrency;

namespace Orleans.Tests.Calls;

/// <summary>Waits for gates that are named after its key.</summary>
public interface IWaitingGrain : IGrainWithStringKey
{
    [ResponseTimeout("00:00:00.300")]
    Task WaitBriefly(string gate);

    [OneWay]
    Task Signal(string gate);

    [OneWay]
    Task SignalAndFail(string gate);

    Task WaitForCancellation(string started, string seen, CancellationToken cancellationToken);

    Task<bool> IsCancelled(CancellationToken cancellationToken);

    Task CallBack(IWaitingGrain other);

    [ResponseTimeout("00:00:01")]
    Task CallThrough(IWaitingGrain target);

    Task CallThroughAllowingReentrancy(IWaitingGrain target, IWaitingGrain self);

    Task CallOn(IWaitingGrain target);

    Task Ping();
}

public sealed class WaitingGrain : Grain, IWaitingGrain
{
    public Task WaitBriefly(string gate) => Gates.Passed(gate);

    public Task Signal(string gate)
    {
        Gates.Open(gate);
        return Task.CompletedTask;
    }

    public Task SignalAndFail(string gate)
    {
        Gates.Open(gate);
        throw new InvalidOperationException("Nobody sees this.");
    }

    public async Task WaitForCancellation(string started, string seen, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.Register(() => Gates.Open(seen));
        Gates.Open(started);
        await Gates.Passed(seen);
    }

    public Task<bool> IsCancelled(CancellationToken cancellationToken) => Task.FromResult(cancellationToken.IsCancellationRequested);

    public Task CallBack(IWaitingGrain other) => other.CallThrough(this.AsReference<IWaitingGrain>());

    public Task CallThrough(IWaitingGrain target) => target.Ping();

    public async Task CallThroughAllowingReentrancy(IWaitingGrain target, IWaitingGrain self)
    {
        using var scope = RequestContext.AllowCallChainReentrancy();
        await target.CallOn(self);
    }

    public Task CallOn(IWaitingGrain target) => target.Ping();

    public Task Ping() => Task.CompletedTask;
}
