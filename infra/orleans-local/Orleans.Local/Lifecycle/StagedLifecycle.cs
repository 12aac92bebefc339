using Orleans.Runtime;

namespace Orleans;

/// <summary>Starts observers stage by stage, those of one stage together, and stops the started stages in reverse.</summary>
internal sealed class StagedLifecycle : IGrainLifecycle, ISiloLifecycle, ILifecycleSubject
{
    private readonly List<Subscription> _subscriptions = [];

    public int HighestCompletedStage { get; private set; } = int.MinValue;

    public int LowestStoppedStage { get; private set; } = int.MaxValue;

    public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
    {
        var subscription = new Subscription(this, stage, observer);
        lock (_subscriptions)
        {
            _subscriptions.Add(subscription);
        }

        return subscription;
    }

    public async Task OnStart(CancellationToken cancellationToken = default)
    {
        foreach (var stage in Stages())
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.WhenAll(stage.Select(item => item.Observer.OnStart(cancellationToken)));
            HighestCompletedStage = stage.Key;
        }
    }

    public async Task OnStop(CancellationToken cancellationToken = default)
    {
        List<Exception>? failures = null;
        foreach (var stage in Stages().Where(stage => stage.Key <= HighestCompletedStage).Reverse())
        {
            foreach (var item in stage)
            {
                try
                {
                    await item.Observer.OnStop(cancellationToken);
                }
                catch (Exception exception)
                {
                    // One observer that cannot stop must not keep the others from stopping.
                    (failures ??= []).Add(exception);
                }
            }

            LowestStoppedStage = stage.Key;
        }

        if (failures is not null)
        {
            throw new AggregateException(failures);
        }
    }

    private IGrouping<int, Subscription>[] Stages()
    {
        lock (_subscriptions)
        {
            return [.. _subscriptions.GroupBy(item => item.Stage).OrderBy(stage => stage.Key)];
        }
    }

    private sealed record Subscription(StagedLifecycle Owner, int Stage, ILifecycleObserver Observer) : IDisposable
    {
        public void Dispose()
        {
            lock (Owner._subscriptions)
            {
                Owner._subscriptions.Remove(this);
            }
        }
    }
}
