namespace RayFlow.Simulation.Scheduling;

/// <summary>Chance that follows from a seed, the same on every machine and in every version (SplitMix64).</summary>
/// <param name="seed">What it follows from.</param>
internal sealed class Chance(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Chance for one purpose: what is drawn from it does not change what others draw.</summary>
    public Chance For(string purpose) => new(Hash(_state, purpose));

    /// <summary>A number from 0 to below <paramref name="count"/>.</summary>
    public int Below(int count) => (int)(Next() % (ulong)count);

    /// <summary>A number from <paramref name="from"/> to <paramref name="to"/>, both included.</summary>
    public int Between(int from, int to) => from + Below(to - from + 1);

    /// <summary>A time between two, in ticks.</summary>
    public TimeSpan Between(TimeSpan from, TimeSpan to) => from + TimeSpan.FromTicks((long)((to - from).Ticks * Fraction()));

    /// <summary>A number from 0 to below 1.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True that often.</summary>
    public bool In(double probability) => probability > 0 && Fraction() < probability;

    /// <summary>One of these.</summary>
    public T Of<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>What looks random and follows from a seed and a text: FNV-1a and a finalizer.</summary>
    public static ulong Hash(ulong seed, string text)
    {
        var hash = 14695981039346656037UL ^ seed;
        foreach (var character in text)
        {
            hash = (hash ^ character) * 1099511628211UL;
        }

        return Mix(hash);
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }

    private ulong Next() => Mix(_state += 0x9E3779B97F4A7C15UL);
}
