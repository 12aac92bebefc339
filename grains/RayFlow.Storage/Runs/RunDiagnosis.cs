using Npgsql;
using NpgsqlTypes;
using RayFlow.Storage.Databases;

namespace RayFlow.Storage.Runs;

/// <summary>What the index says of runs that do not get on.</summary>
/// <remarks>Every member asks the database once and fails with <see cref="StorageUnavailableException"/> if it is away.</remarks>
public sealed class RunDiagnosis(NpgsqlDataSource database)
{
    /// <summary>
    /// Ids of runs that nobody keeps going, the oldest first: there must be none. A run that has not ended must have an owner that lives,
    /// or a time, or wait for something that has a name, or be parked.
    /// </summary>
    /// <param name="livingOwners">The silos that live: reads all runs that have an owner. Null: any owner will do, and what is read is an index that is empty.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<string>> UnexplainedAsync(IReadOnlyCollection<string>? livingOwners, int limit, CancellationToken cancellationToken) =>
        await database.QueryAsync(
            livingOwners is null
                ? "SELECT run_id FROM unexplained_runs ORDER BY started_at, run_id LIMIT $2"
                : """
                  SELECT run_id FROM (
                      SELECT run_id, started_at FROM unexplained_runs
                      UNION ALL
                      SELECT run_id, started_at FROM runs WHERE ended_at IS NULL AND owner IS NOT NULL AND owner <> ALL($1)) AS unexplained
                  ORDER BY started_at, run_id LIMIT $2
                  """,
            parameters => parameters.With(livingOwners?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text).With(limit, NpgsqlDbType.Integer),
            static reader => RunIds.Format(reader.GetGuid(0)),
            cancellationToken);

    /// <summary>Runs that nobody takes over any more, since they did not get on: those that were parked last first.</summary>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<StuckRun>> ParkedAsync(int limit, CancellationToken cancellationToken) =>
        await QueryAsync(
            "SELECT run_id, flow_name, parked_at, coalesce(parked_reason, '') FROM runs WHERE parked_at IS NOT NULL ORDER BY parked_at DESC, run_id LIMIT $1",
            parameters => parameters.With(limit, NpgsqlDbType.Integer),
            cancellationToken);

    /// <summary>Runs whose time has come and that were not woken: those that wait longest first.</summary>
    /// <param name="by">For how long they may wait.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<StuckRun>> OverdueAsync(TimeSpan by, int limit, CancellationToken cancellationToken) =>
        await QueryAsync(
            """
            SELECT run_id, flow_name, wake_at, 'Its time came ' || round(extract(epoch FROM now() - wake_at)) || ' s ago.'
            FROM runs WHERE wake_at < now() - $2 AND ended_at IS NULL AND status <> 'paused' ORDER BY wake_at, run_id LIMIT $1
            """,
            parameters => parameters.With(limit, NpgsqlDbType.Integer).With(by, NpgsqlDbType.Interval),
            cancellationToken);

    private async Task<IReadOnlyList<StuckRun>> QueryAsync(string sql, Action<NpgsqlParameterCollection> bind, CancellationToken cancellationToken) =>
        await database.QueryAsync(
            sql,
            bind,
            static reader => new StuckRun(RunIds.Format(reader.GetGuid(0)), reader.GetString(1), reader.GetFieldValue<DateTime>(2), reader.GetString(3)),
            cancellationToken);
}

/// <summary>A run that does not get on.</summary>
/// <param name="RunId">32 hexadecimal digits.</param>
/// <param name="Flow">The flow's name.</param>
/// <param name="Since">Since when, UTC.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record StuckRun(string RunId, string Flow, DateTimeOffset Since, string Reason);
