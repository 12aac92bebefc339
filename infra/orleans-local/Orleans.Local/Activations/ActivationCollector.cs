using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>Deactivates grains that were not used for long enough. It counts time in ticks of the collection quantum.</summary>
internal sealed class ActivationCollector(GrainCollectionOptions options, TimeProvider time) : IDisposable
{
    private ITimer? _timer;
    private long _now;

    /// <summary>The current tick.</summary>
    public long Now => Volatile.Read(ref _now);

    /// <summary>The tick by which a time has passed.</summary>
    public long TickAfter(TimeSpan period) => Now + (long)Math.Ceiling(period / options.CollectionQuantum);

    /// <summary>Starts to look for idle grains among those that <paramref name="activations"/> lists.</summary>
    public void Start(Func<IEnumerable<Activation>> activations) => _timer = time.CreateTimer(
        _ =>
        {
            Interlocked.Increment(ref _now);
            Collect(activations(), null);
        },
        null,
        options.CollectionQuantum,
        options.CollectionQuantum);

    /// <summary>Deactivates idle grains.</summary>
    /// <param name="activations">The grains.</param>
    /// <param name="age">For how long they were not used; null for what is configured for each.</param>
    public IReadOnlyList<Task> Collect(IEnumerable<Activation> activations, TimeSpan? age)
    {
        List<Task> deactivated = [];
        foreach (var activation in activations)
        {
            var limit = age ?? activation.Class.CollectionAge(options);
            if (limit != Timeout.InfiniteTimeSpan
                && activation.IsIdle
                && activation.KeepUntil <= Now
                && (Now - activation.LastUse) * options.CollectionQuantum >= limit)
            {
                activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ActivationIdle, $"The grain was idle for {limit}."));
                deactivated.Add(activation.Deactivated);
            }
        }

        return deactivated;
    }

    public void Dispose() => _timer?.Dispose();
}
