using System.Diagnostics.Metrics;

namespace RayFlow.Storage.Writing;

/// <summary>What meter <c>RayFlow.Storage</c> counts.</summary>
internal static class StorageMetrics
{
    private static readonly Meter Meter = new("RayFlow.Storage");
    private static readonly Counter<long> Commits = Meter.CreateCounter<long>("rayflow.storage.commits", "{commit}", "Transactions committed");
    private static readonly Counter<long> Writes = Meter.CreateCounter<long>("rayflow.storage.writes", "{write}", "Grain writes in them");
    private static readonly Counter<long> Bytes = Meter.CreateCounter<long>("rayflow.storage.bytes", "By", "What these writes carried");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("rayflow.storage.commit.duration", "s", "Time of a commit");

    public static void Committed(IReadOnlyList<PendingWrite> writes, TimeSpan duration)
    {
        Commits.Add(1);
        Writes.Add(writes.Count);
        Duration.Record(duration.TotalSeconds);
        if (Bytes.Enabled)
        {
            Bytes.Add(writes.Sum(write => write.Bytes));
        }
    }
}
