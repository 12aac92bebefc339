using Npgsql;
using NpgsqlTypes;
using RayFlow.Storage.Databases;

namespace RayFlow.Storage.Runs;

/// <summary>The indexed table of all runs.</summary>
/// <remarks>Every member asks the database once and fails with <see cref="StorageUnavailableException"/> if it is away.</remarks>
public sealed class RunIndex(NpgsqlDataSource database)
{
    /// <summary>The owner of runs that a leaving silo has let go: no silo is called so, and any may claim them.</summary>
    public const string Released = "released";

    private const string Columns =
        "run_id, parent_run_id, started_at, ended_at, wake_at, flow_version, status_code, status, owner, flow_name, flow_hash, return_node, error_code, takeovers, parked_at, parked_reason";

    // Each index is walked from owner to owner, however many runs each has.
    private const string Owners = """
        WITH RECURSIVE working (owner) AS (
            SELECT min(owner) FROM runs WHERE owner IS NOT NULL AND status <> 'waiting'
            UNION ALL
            SELECT (SELECT min(runs.owner) FROM runs WHERE runs.owner > working.owner AND status <> 'waiting') FROM working WHERE working.owner IS NOT NULL
        ), waiting (owner) AS (
            SELECT min(owner) FROM runs WHERE owner IS NOT NULL AND status = 'waiting'
            UNION ALL
            SELECT (SELECT min(runs.owner) FROM runs WHERE runs.owner > waiting.owner AND status = 'waiting') FROM waiting WHERE waiting.owner IS NOT NULL
        )
        SELECT owner FROM working WHERE owner IS NOT NULL UNION SELECT owner FROM waiting WHERE owner IS NOT NULL ORDER BY owner
        """;

    private const string AtWork = "status <> 'waiting'";
    private const string Waiting = "status = 'waiting'";

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
            .Where("flow_name = ", PlainText.OptionalKey(flow))
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

    /// <summary>
    /// Runs of a silo that must be woken until a time, the most urgent first. A run stays due until its row says otherwise: to get the
    /// rest of a list whose beginning has been woken, name the last of it.
    /// </summary>
    /// <param name="owner">The silo that sees to them.</param>
    /// <param name="until">The time.</param>
    /// <param name="after">Only runs that come after this one; null: from the most urgent.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<DueRun>> DueAsync(string owner, DateTimeOffset until, DueRun? after, int limit, CancellationToken cancellationToken) =>
        await database.QueryAsync(
            "SELECT run_id, wake_at FROM runs WHERE owner = $1 AND wake_at <= $2 AND (wake_at, run_id) > ($3, $4) ORDER BY wake_at, run_id LIMIT $5",
            parameters => parameters
                .With(owner, NpgsqlDbType.Text)
                .With(until.UtcDateTime, NpgsqlDbType.TimestampTz)
                .With(after?.WakeAt.UtcDateTime ?? DateTime.UnixEpoch, NpgsqlDbType.TimestampTz)
                .With(after is null ? Guid.Empty : RunIds.Parse(after.Value.RunId), NpgsqlDbType.Uuid)
                .With(limit, NpgsqlDbType.Integer),
            reader => new DueRun(RunIds.Format(reader.GetGuid(0)), reader.GetFieldValue<DateTime>(1)),
            cancellationToken);

    /// <summary>The silos that have runs, in order; <see cref="Released"/> among them if there are runs that a leaving silo has let go.</summary>
    public async Task<IReadOnlyList<string>> OwnersAsync(CancellationToken cancellationToken) =>
        await database.QueryAsync(Owners, static _ => { }, reader => reader.GetString(0), cancellationToken);

    /// <summary>
    /// Makes a silo the owner of runs of another one and returns them, the oldest first. Silos that claim at the same time get different runs and
    /// do not wait for each other. A run that was at work is taken over once more without getting on, unless its silo let it go.
    /// </summary>
    /// <remarks>A claim only says who wakes the run; that a run has one activation is the grain directory's work.</remarks>
    /// <param name="self">Who claims.</param>
    /// <param name="from">The owner so far.</param>
    /// <param name="waiting">Those that wait for a time or a signal, or those that were at work.</param>
    /// <param name="after">Only runs that come after this one; null: from the oldest.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Gives up; it is then not known whether the runs were claimed.</param>
    public async Task<IReadOnlyList<ClaimedRun>> ClaimAsync(
        string self, string from, bool waiting, ClaimedRun? after, int limit, CancellationToken cancellationToken) =>
        await database.QueryAsync(
            $"""
            WITH orphans AS (
                SELECT run_id FROM runs WHERE owner = $1 AND {(waiting ? Waiting : AtWork)} AND (started_at, run_id) > ($2, $3)
                ORDER BY started_at, run_id LIMIT $4 FOR UPDATE SKIP LOCKED
            ), claimed AS (
                UPDATE runs SET owner = $5, takeovers = {(waiting || from == Released ? "runs.takeovers" : "least(runs.takeovers, 32766) + 1")}
                FROM orphans WHERE runs.run_id = orphans.run_id RETURNING runs.run_id, runs.started_at, runs.takeovers
            )
            SELECT run_id, started_at, takeovers FROM claimed ORDER BY started_at, run_id
            """,
            parameters => After(parameters, from, after).With(limit, NpgsqlDbType.Integer).With(self, NpgsqlDbType.Text),
            reader => new ClaimedRun(RunIds.Format(reader.GetGuid(0)), reader.GetFieldValue<DateTime>(1), waiting, reader.GetInt16(2)),
            cancellationToken);

    /// <summary>Runs of a silo that neither wait nor are paused, the oldest first.</summary>
    /// <param name="owner">The silo.</param>
    /// <param name="after">Only runs that come after this one; null: from the oldest.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<ClaimedRun>> AtWorkAsync(string owner, ClaimedRun? after, int limit, CancellationToken cancellationToken) =>
        await database.QueryAsync(
            $"SELECT run_id, started_at FROM runs WHERE owner = $1 AND {AtWork} AND status <> 'paused' AND (started_at, run_id) > ($2, $3) ORDER BY started_at, run_id LIMIT $4",
            parameters => After(parameters, owner, after).With(limit, NpgsqlDbType.Integer),
            reader => new ClaimedRun(RunIds.Format(reader.GetGuid(0)), reader.GetFieldValue<DateTime>(1), false, 0),
            cancellationToken);

    /// <summary>Lets runs of a silo go, so that others claim them although it lives; nothing happens to those of other silos.</summary>
    public Task ReleaseAsync(string owner, IReadOnlyCollection<string> runs, CancellationToken cancellationToken)
    {
        var ids = runs.Select(RunIds.Parse).ToArray();
        return database.ExecuteAsync(
            "UPDATE runs SET owner = $1 WHERE run_id = ANY($2) AND owner = $3",
            parameters => parameters.With(Released, NpgsqlDbType.Text).With(ids, NpgsqlDbType.Array | NpgsqlDbType.Uuid).With(owner, NpgsqlDbType.Text),
            cancellationToken);
    }

    /// <summary>
    /// Parks a run: nobody has it or wakes it any more until a row is written that says that it has got on. Its grain can still be asked, and its
    /// status stays.
    /// </summary>
    /// <param name="runId">32 hexadecimal digits.</param>
    /// <param name="owner">Whose it is.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it is parked now; false if it has ended or is another's.</returns>
    /// <exception cref="FormatException"><paramref name="runId"/> is not a run id.</exception>
    public async Task<bool> ParkAsync(string runId, string owner, string reason, CancellationToken cancellationToken)
    {
        var id = RunIds.Parse(runId);
        return await database.ExecuteAsync(
            """
            UPDATE runs SET owner = NULL, wake_at = NULL, parked_at = clock_timestamp(), parked_reason = $3
            WHERE run_id = $1 AND owner = $2 AND ended_at IS NULL
            """,
            parameters => parameters.With(id, NpgsqlDbType.Uuid).With(owner, NpgsqlDbType.Text).With(PlainText.Of(reason), NpgsqlDbType.Text),
            cancellationToken) > 0;
    }

    /// <summary>
    /// Ends a run from the index alone, whatever its journal says: appends an entry after the last one, so that a living activation's
    /// next write is refused, and makes the run's row that of one that was cancelled with error code <c>terminated</c>.
    /// </summary>
    /// <remarks>The row keeps its owner if the run has a parent, which has still to be told; else nobody has it any more.</remarks>
    /// <param name="runId">32 hexadecimal digits.</param>
    /// <param name="entry">The journal entry that says so.</param>
    /// <param name="endedAt">When the entry says that the run ended.</param>
    /// <param name="summary">See <see cref="RunRow.Summary"/>.</param>
    /// <param name="cancellationToken">Gives up; it is then not known whether the run was ended.</param>
    /// <exception cref="FormatException"><paramref name="runId"/> is not a run id.</exception>
    public async Task<Termination> TerminateAsync(
        string runId, ReadOnlyMemory<byte> entry, DateTimeOffset endedAt, ReadOnlyMemory<byte> summary, CancellationToken cancellationToken)
    {
        var termination = new RunTermination(RunIds.Parse(runId), entry, endedAt, summary);
        while (true)
        {
            try
            {
                return await termination.TryAsync(database, cancellationToken);
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation || DatabaseErrors.IsCollision(error))
            {
                // The run has appended at the same moment: ours goes behind that. Each time one of the two gets on.
            }
            catch (NpgsqlException error) when (DatabaseErrors.IsAway(error))
            {
                throw new StorageUnavailableException(DatabaseErrors.Reason(error), error);
            }
        }
    }

    private static NpgsqlParameterCollection After(NpgsqlParameterCollection parameters, string owner, ClaimedRun? after) => parameters
        .With(owner, NpgsqlDbType.Text)
        .With(after?.StartedAt.UtcDateTime ?? DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc), NpgsqlDbType.TimestampTz)
        .With(after is null ? Guid.Empty : RunIds.Parse(after.Value.RunId), NpgsqlDbType.Uuid);

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
        Takeovers = reader.GetInt16(13),
        ParkedAt = reader.IsDBNull(14) ? null : reader.GetFieldValue<DateTime>(14),
        ParkedReason = reader.IsDBNull(15) ? null : reader.GetString(15),
        Summary = reader.GetFieldValue<byte[]>(16),
    };
}
