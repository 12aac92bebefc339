using Npgsql;
using NpgsqlTypes;
using RayFlow.Storage.Databases;

namespace RayFlow.Storage.Runs;

/// <summary>The indexed table of all runs.</summary>
/// <remarks>Every member asks the database once and fails with <see cref="StorageUnavailableException"/> if it is away.</remarks>
/// <param name="database">Where the runs are.</param>
/// <param name="heartbeatTimeout">A silo whose last heartbeat is older is taken for dead.</param>
public sealed class RunIndex(NpgsqlDataSource database, TimeSpan heartbeatTimeout)
{
    private const string Columns =
        "run_id, parent_run_id, started_at, ended_at, wake_at, flow_version, status_code, status, owner, flow_name, flow_hash, return_node, error_code";

    // The index is walked from owner to owner, however many runs each has.
    private const string Dead = """
        WITH RECURSIVE owners (owner) AS (
            SELECT min(owner) FROM runs WHERE owner IS NOT NULL
            UNION ALL
            SELECT (SELECT min(runs.owner) FROM runs WHERE runs.owner > owners.owner) FROM owners WHERE owners.owner IS NOT NULL
        ), dead AS (
            SELECT owner FROM owners
            WHERE owner IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM silos WHERE silo_id = owners.owner AND heartbeat_at > clock_timestamp() - $1)
        )
        """;

    private const string Orphans = Dead + """

        SELECT run_id FROM runs WHERE owner IN (SELECT owner FROM dead) ORDER BY started_at, run_id LIMIT $2
        """;

    private const string Claim = Dead + """
        , orphans AS (
            SELECT run_id, started_at FROM runs
            WHERE owner IN (SELECT owner FROM dead)
            ORDER BY status = 'waiting', started_at, run_id LIMIT $2 FOR UPDATE SKIP LOCKED
        ), claimed AS (
            UPDATE runs SET owner = $3 FROM orphans WHERE runs.run_id = orphans.run_id
            RETURNING runs.run_id, runs.started_at, runs.status = 'waiting' AS waits
        )
        SELECT run_id, waits FROM claimed ORDER BY waits, started_at, run_id
        """;

    /// <summary>Runs that match every filter that is not null, newest first (by start, then by id).</summary>
    /// <param name="flow">The flow's name.</param>
    /// <param name="status">A status in lower case; nothing matches an unknown one.</param>
    /// <param name="since">Only runs that started then or later.</param>
    /// <param name="parentRunId">Only children of this run.</param>
    /// <param name="cursor"><see cref="RunRowPage.NextCursor"/> of the page before; null: from the newest.</param>
    /// <param name="limit">At most this many, 1 to 1,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FormatException"><paramref name="cursor"/> or <paramref name="parentRunId"/> is not one.</exception>
    public async Task<RunRowPage> ListAsync(
        string? flow, string? status, DateTimeOffset? since, string? parentRunId, string? cursor, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        if (status is not (null or "pending" or "running" or "waiting" or "paused" or "completed" or "failed" or "cancelled"))
        {
            return new RunRowPage([], null);
        }

        var query = new RunListQuery($"{Columns}, ''::bytea")
            .OfStatus(status)
            .Where("flow_name = ", flow)
            .Where("parent_run_id = ", RunIds.ParseOptional(parentRunId), NpgsqlDbType.Uuid)
            .Where("started_at >= ", since?.UtcDateTime, NpgsqlDbType.TimestampTz)
            .After(cursor is null ? null : RunCursor.Parse(cursor))
            .Take(limit + 1);
        var rows = await database.QueryAsync(query.Sql, query.Bind, Read, cancellationToken);
        if (rows.Count <= limit)
        {
            return new RunRowPage(rows, null);
        }

        rows.RemoveAt(limit);
        return new RunRowPage(rows, new RunCursor(rows[^1].StartedAt, RunIds.Parse(rows[^1].RunId)).ToString());
    }

    /// <summary>A run with its summary; null if there is none.</summary>
    /// <exception cref="FormatException"><paramref name="runId"/> is not a run id.</exception>
    public async Task<RunRow?> GetAsync(string runId, CancellationToken cancellationToken)
    {
        var id = RunIds.Parse(runId);
        var rows = await database.QueryAsync(
            $"SELECT {Columns}, summary FROM runs WHERE run_id = $1",
            parameters => parameters.With(id, NpgsqlDbType.Uuid),
            Read,
            cancellationToken);
        return rows.SingleOrDefault();
    }

    /// <summary>Runs that must be woken until a time, the most urgent first. A run stays due until its row says otherwise.</summary>
    public Task<IReadOnlyList<DueRun>> DueAsync(DateTimeOffset until, int limit, CancellationToken cancellationToken) =>
        DueAsync(until, after: null, limit, cancellationToken);

    /// <summary>
    /// Runs that must be woken until a time and come after one of them, the most urgent first: the rest of a list whose
    /// beginning has been woken but does not say so yet.
    /// </summary>
    public async Task<IReadOnlyList<DueRun>> DueAsync(DateTimeOffset until, DueRun? after, int limit, CancellationToken cancellationToken) =>
        await database.QueryAsync(
            "SELECT run_id, wake_at, owner FROM runs WHERE wake_at <= $1 AND (wake_at, run_id) > ($2, $3) ORDER BY wake_at, run_id LIMIT $4",
            parameters => parameters
                .With(until.UtcDateTime, NpgsqlDbType.TimestampTz)
                .With(after?.WakeAt.UtcDateTime ?? DateTime.UnixEpoch, NpgsqlDbType.TimestampTz)
                .With(after is null ? Guid.Empty : RunIds.Parse(after.Value.RunId), NpgsqlDbType.Uuid)
                .With(limit, NpgsqlDbType.Integer),
            reader => new DueRun(RunIds.Format(reader.GetGuid(0)), reader.GetFieldValue<DateTime>(1), reader.IsDBNull(2) ? null : reader.GetString(2)),
            cancellationToken);

    /// <summary>Ids of runs whose owner has no living heartbeat, the oldest first.</summary>
    public async Task<IReadOnlyList<string>> OrphansAsync(int limit, CancellationToken cancellationToken) =>
        await database.QueryAsync(
            Orphans,
            parameters => parameters.With(heartbeatTimeout, NpgsqlDbType.Interval).With(limit, NpgsqlDbType.Integer),
            reader => RunIds.Format(reader.GetGuid(0)),
            cancellationToken);

    /// <summary>
    /// Makes a silo the owner of runs whose owner has no living heartbeat, and returns them: those that were at work before those
    /// that wait, the oldest first. Silos that claim at the same time get different runs and do not wait for each other.
    /// </summary>
    /// <remarks>
    /// The silo must be alive itself, else its runs are orphans again at once. A claim only says who wakes the run; that a
    /// run has one activation is the grain directory's work.
    /// </remarks>
    public async Task<IReadOnlyList<ClaimedRun>> ClaimAsync(string siloId, int limit, CancellationToken cancellationToken) =>
        await database.QueryAsync(
            Claim,
            parameters => parameters
                .With(heartbeatTimeout, NpgsqlDbType.Interval).With(limit, NpgsqlDbType.Integer).With(siloId, NpgsqlDbType.Text),
            reader => new ClaimedRun(RunIds.Format(reader.GetGuid(0)), reader.GetBoolean(1)),
            cancellationToken);

    private static RunRow Read(NpgsqlDataReader reader) => new()
    {
        RunId = RunIds.Format(reader.GetGuid(0)),
        ParentRunId = reader.IsDBNull(1) ? null : RunIds.Format(reader.GetGuid(1)),
        StartedAt = reader.GetFieldValue<DateTime>(2),
        EndedAt = reader.IsDBNull(3) ? null : reader.GetFieldValue<DateTime>(3),
        WakeAt = reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTime>(4),
        FlowVersion = reader.IsDBNull(5) ? null : reader.GetInt32(5),
        StatusCode = reader.IsDBNull(6) ? null : reader.GetInt32(6),
        Status = reader.GetString(7),
        Owner = reader.IsDBNull(8) ? null : reader.GetString(8),
        FlowName = reader.GetString(9),
        FlowHash = Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(10)),
        ReturnNode = reader.IsDBNull(11) ? null : reader.GetString(11),
        ErrorCode = reader.IsDBNull(12) ? null : reader.GetString(12),
        Summary = reader.GetFieldValue<byte[]>(13),
    };
}
