using RayFlow.Benchmarks.Measuring;
using RayFlow.Benchmarks.Storage;

namespace RayFlow.Benchmarks.Workloads;

/// <summary>What the same PostgreSQL does in the same round for a program that does nothing else, with rows of the same bytes.</summary>
/// <param name="CommitMilliseconds">One row and its commit on one connection.</param>
/// <param name="CommitsPerSecond">Single rows and their commits on 32 connections.</param>
/// <param name="RowsPerSecond">Rows in batches of a hundred on one connection.</param>
internal sealed record RawLimits(double CommitMilliseconds, double CommitsPerSecond, double RowsPerSecond)
{
    private const int Batch = 100;

    public static async Task<RawLimits> MeasureAsync(RawPostgres raw, TimeSpan duration, Report report)
    {
        var alone = await raw.SingleCommitsAsync(1, duration);
        var together = await raw.SingleCommitsAsync(32, duration);
        var batches = await raw.BatchesAsync(Batch, duration);
        var limits = new RawLimits(alone.Median, together.Rate, batches.Rate * Batch);
        report.Add(new Figure("raw", "one commit, 1 connection, p50", limits.CommitMilliseconds, "ms"));
        report.Add(new Figure("raw", "single commits, 32 connections", limits.CommitsPerSecond, "rows/s"));
        report.Add(new Figure("raw", "batches of 100 rows, 1 connection", limits.RowsPerSecond, "rows/s"));
        return limits;
    }
}
