using RayFlow.GrainInterfaces.Runs;

namespace RayFlow.Grains.Runs;

/// <summary>What events take in memory.</summary>
internal static class EventSizes
{
    /// <summary>Bytes, roughly; what several events have in common counts for each.</summary>
    public static long Size(this TimelineEvent @event) => 200 + @event.Data.Extent.Size;
}
