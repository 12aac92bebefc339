namespace RayFlow.Grains.Clusters;

/// <summary>How many runs ended in the last seconds. Safe for concurrent use.</summary>
internal sealed class EndRate
{
    private const int Seconds = 10;

    private readonly Lock _gate = new();
    private readonly (long Second, int Count)[] _ended = new (long, int)[Seconds + 1];

    /// <summary>A run has ended.</summary>
    public void Add(DateTimeOffset now)
    {
        var second = now.ToUnixTimeSeconds();
        lock (_gate)
        {
            ref var slot = ref _ended[second % _ended.Length];
            slot = (second, slot.Second == second ? slot.Count + 1 : 1);
        }
    }

    /// <summary>Runs a second over the last ten whole seconds.</summary>
    public double PerSecond(DateTimeOffset now)
    {
        var second = now.ToUnixTimeSeconds();
        lock (_gate)
        {
            return _ended.Where(slot => slot.Second < second && slot.Second >= second - Seconds).Sum(slot => slot.Count) / (double)Seconds;
        }
    }
}
