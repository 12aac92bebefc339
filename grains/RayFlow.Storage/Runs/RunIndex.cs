using Npgsql;

namespace RayFlow.Storage.Runs;

/// <summary>The indexed table of all runs.</summary>
public sealed class RunIndex(NpgsqlDataSource database)
{
    /// <summary>Runs that match every filter that is not null, newest first (by start, then by id).</summary>
    /// <param name="flow">The flow's name.</param>
    /// <param name="status">A status in lower case.</param>
    /// <param name="since">Only runs that started then or later.</param>
    /// <param name="parentRunId">Only children of this run.</param>
    /// <param name="cursor"><see cref="RunRowPage.NextCursor"/> of the page before; null: from the newest.</param>
    /// <param name="limit">At most this many, 1 to 1,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FormatException"><paramref name="cursor"/> is not a cursor of this list.</exception>
    public Task<RunRowPage> ListAsync(
        string? flow, string? status, DateTimeOffset? since, string? parentRunId, string? cursor, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException(database.ToString());

    /// <summary>A run with its summary; null if there is none.</summary>
    public Task<RunRow?> GetAsync(string runId, CancellationToken cancellationToken) => throw new NotSupportedException(database.ToString());

    /// <summary>Runs that must be woken until a time, the most urgent first. A run stays due until its row says otherwise.</summary>
    public Task<IReadOnlyList<DueRun>> DueAsync(DateTimeOffset until, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException(database.ToString());

    /// <summary>Ids of runs whose owner has no living heartbeat.</summary>
    public Task<IReadOnlyList<string>> OrphansAsync(int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException(database.ToString());

    /// <summary>
    /// Makes a silo the owner of runs whose owner has no living heartbeat, and returns their ids, the oldest first. Silos
    /// that claim at the same time get different runs and do not wait for each other.
    /// </summary>
    public Task<IReadOnlyList<string>> ClaimAsync(string siloId, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException(database.ToString());
}
