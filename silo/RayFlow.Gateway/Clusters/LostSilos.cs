namespace RayFlow.Gateway.Clusters;

/// <summary>Tells whoever waits for an answer of the cluster that a silo has gone, which may have had his call. Safe for concurrent use.</summary>
internal sealed class LostSilos : IDisposable
{
    /// <summary>Answers that were on their way are let in.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private CancellationTokenSource _next = new();

    /// <summary>Cancelled a moment after the next loss. Whoever takes it before he calls learns of every loss that can be his.</summary>
    public CancellationToken Next => Volatile.Read(ref _next).Token;

    /// <summary>A silo has gone. Which calls it had nobody knows: a client sees its connections, and not where grains live.</summary>
    public void Announce() => Interlocked.Exchange(ref _next, new CancellationTokenSource()).CancelAfter(Grace);

    public void Dispose() => _next.Dispose();
}
