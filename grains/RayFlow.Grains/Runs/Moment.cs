namespace RayFlow.Grains.Runs;

/// <summary>Times as the index keeps them: to the microsecond, so that what is told of a run before and after it was stored is the same.</summary>
internal static class Moment
{
    /// <summary>The present, UTC.</summary>
    public static DateTimeOffset Now(TimeProvider time)
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
