using Npgsql;
using NpgsqlTypes;
using RayFlow.Storage.Databases;

namespace RayFlow.Storage.Silos;

/// <summary>Says which silos live, by the database's clock.</summary>
/// <remarks>Every member asks the database once and fails with <see cref="StorageUnavailableException"/> if it is away.</remarks>
/// <param name="database">Where the heartbeats are.</param>
/// <param name="timeout">A silo whose last heartbeat is older is taken for dead.</param>
public sealed class SiloHeartbeats(NpgsqlDataSource database, TimeSpan timeout)
{
    private const string Beat = """
        INSERT INTO silos (silo_id, heartbeat_at) VALUES ($1, clock_timestamp())
        ON CONFLICT (silo_id) DO UPDATE SET heartbeat_at = excluded.heartbeat_at
        """;

    /// <summary>Says that a silo lives. Its id must be new with every start of the process.</summary>
    public Task BeatAsync(string siloId, CancellationToken cancellationToken) =>
        database.ExecuteAsync(Beat, parameters => parameters.With(siloId, NpgsqlDbType.Text), cancellationToken);

    /// <summary>
    /// Says that a silo lives and is the only one: for a deployment of a single silo, whose predecessor must be dead and
    /// whose runs need not wait for its last heartbeat to grow old.
    /// </summary>
    public Task BeatAloneAsync(string siloId, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            "WITH others AS (DELETE FROM silos WHERE silo_id <> $1) " + Beat,
            parameters => parameters.With(siloId, NpgsqlDbType.Text),
            cancellationToken);

    /// <summary>Says that a silo has stopped: its runs may be claimed at once. Heartbeats a day old are forgotten with it.</summary>
    public Task RemoveAsync(string siloId, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            "DELETE FROM silos WHERE silo_id = $1 OR heartbeat_at < clock_timestamp() - interval '1 day'",
            parameters => parameters.With(siloId, NpgsqlDbType.Text),
            cancellationToken);

    /// <summary>The ids of the silos with a heartbeat that is not too old, in order.</summary>
    public async Task<IReadOnlyList<string>> LivingAsync(CancellationToken cancellationToken) =>
        await database.QueryAsync(
            "SELECT silo_id FROM silos WHERE heartbeat_at > clock_timestamp() - $1 ORDER BY silo_id",
            parameters => parameters.With(timeout, NpgsqlDbType.Interval),
            reader => reader.GetString(0),
            cancellationToken);
}
