using Npgsql;
using NpgsqlTypes;
using RayFlow.Storage.Databases;

namespace RayFlow.Storage.Flows;

/// <summary>
/// The saved flows with their versions and what starts them. A save or a deletion is one transaction, ordered by the flow's row: of several at
/// the same time each sees what the one before it left.
/// </summary>
/// <remarks>Every member fails with <see cref="StorageUnavailableException"/> if the database is away. After a save or a deletion it is then open whether it was committed; it may be repeated.</remarks>
public sealed class SavedFlows(NpgsqlDataSource database)
{
    private const string Columns = "name, version, hash, saved_at, description";
    private const string Latest = $"SELECT {Columns} FROM flows JOIN flow_versions USING (name, version) WHERE NOT is_deleted";

    /// <summary>Saves a version unless it is what the latest one is. It is durable when this completes.</summary>
    /// <param name="name">The flow's name.</param>
    /// <param name="draft">The version.</param>
    /// <param name="ifVersion">Save only if this is the latest version; 0: only if there is none; null: in any case.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FormatException">The draft's hash is not hexadecimal.</exception>
    public Task<FlowSave> SaveAsync(string name, FlowDraft draft, int? ifVersion, CancellationToken cancellationToken) =>
        database.TransactAsync(
            async connection =>
            {
                // The document first, as a start of a run does it: whoever deletes documents waits for us, or we for him and store it again.
                await FlowDocuments.PutAsync(connection, draft.Hash, draft.Document, cancellationToken);
                await connection.ExecuteAsync(
                    "INSERT INTO flows (name, version, is_deleted) VALUES ($1, 0, true) ON CONFLICT DO NOTHING",
                    parameters => parameters.With(name, NpgsqlDbType.Text),
                    cancellationToken);
                var (version, isDeleted) = await LockAsync(connection, name, cancellationToken) ?? (0, true);
                var latest = isDeleted ? null : await FindAsync(connection, name, version, cancellationToken);
                if (ifVersion is { } expected && expected != (latest?.Version ?? 0))
                {
                    return (new FlowSave(latest, false, true), false);
                }

                if (latest?.Hash == draft.Hash)
                {
                    return (new FlowSave(latest, false, false), true);
                }

                var saved = new FlowRow(name, version + 1, draft.Hash, draft.SavedAt, PlainText.Of(draft.Description));
                await AddAsync(connection, saved, draft, cancellationToken);
                return (new FlowSave(saved, true, false), true);
            },
            cancellationToken);

    /// <summary>Deletes a flow with its versions; their documents go when no run has them any more.</summary>
    /// <returns>True if there was one, false if not, null if <paramref name="ifVersion"/> is given and not the latest version.</returns>
    public Task<bool?> DeleteAsync(string name, int? ifVersion, CancellationToken cancellationToken) =>
        database.TransactAsync<bool?>(
            async connection =>
            {
                if (await LockAsync(connection, name, cancellationToken) is not (var version, false))
                {
                    return (false, false);
                }

                if (ifVersion is { } expected && expected != version)
                {
                    return (null, false);
                }

                await connection.ExecuteAsync(
                    """
                    WITH versions AS (DELETE FROM flow_versions WHERE name = $1), subscription AS (DELETE FROM event_subscriptions WHERE flow = $1)
                    UPDATE flows SET is_deleted = true WHERE name = $1
                    """,
                    parameters => parameters.With(name, NpgsqlDbType.Text),
                    cancellationToken);
                return (true, true);
            },
            cancellationToken);

    /// <summary>A version, or the latest for null; null if there is none.</summary>
    public async Task<FlowRow?> FindAsync(string name, int? version, CancellationToken cancellationToken) =>
        version is { } number
            ? (await database.QueryAsync(
                $"SELECT {Columns} FROM flow_versions WHERE name = $1 AND version = $2",
                parameters => parameters.With(name, NpgsqlDbType.Text).With(number, NpgsqlDbType.Integer),
                Read,
                cancellationToken)).SingleOrDefault()
            : (await database.QueryAsync($"{Latest} AND name = $1", parameters => parameters.With(name, NpgsqlDbType.Text), Read, cancellationToken)).SingleOrDefault();

    /// <summary>All versions of a flow, newest first; empty if there is no such flow.</summary>
    public async Task<IReadOnlyList<FlowRow>> VersionsAsync(string name, CancellationToken cancellationToken) =>
        await database.QueryAsync(
            $"SELECT {Columns} FROM flow_versions WHERE name = $1 ORDER BY version DESC",
            parameters => parameters.With(name, NpgsqlDbType.Text),
            Read,
            cancellationToken);

    /// <summary>The latest versions of the flows that exist among some, by name.</summary>
    public async Task<IReadOnlyDictionary<string, int>> VersionsAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync(
            "SELECT name, version FROM flows WHERE name = ANY($1) AND NOT is_deleted",
            parameters => parameters.With(names.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text),
            reader => (Name: reader.GetString(0), Version: reader.GetInt32(1)),
            cancellationToken);
        return rows.ToDictionary(row => row.Name, row => row.Version, StringComparer.Ordinal);
    }

    /// <summary>The latest versions in the order of the flows' names (by code point), after a name or from the first; at most <paramref name="limit"/>.</summary>
    public async Task<IReadOnlyList<FlowRow>> ListAsync(string? after, int limit, CancellationToken cancellationToken) =>
        await database.QueryAsync(
            $"{Latest} AND name > $1 ORDER BY name LIMIT $2",
            parameters => parameters.With(after ?? "", NpgsqlDbType.Text).With(limit, NpgsqlDbType.Integer),
            Read,
            cancellationToken);

    /// <summary>The flows that an event starts, by name.</summary>
    public async Task<IReadOnlyList<EventSubscription>> SubscribersAsync(string @event, CancellationToken cancellationToken) =>
        await database.QueryAsync(
            "SELECT flow, version, inputs FROM event_subscriptions WHERE event = $1 ORDER BY flow",
            parameters => parameters.With(PlainText.Key(@event), NpgsqlDbType.Text),
            reader => new EventSubscription(reader.GetString(0), reader.GetInt32(1), reader.GetFieldValue<string[]>(2)),
            cancellationToken);

    private static async Task<(int Version, bool IsDeleted)?> LockAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync(
            "SELECT version, is_deleted FROM flows WHERE name = $1 FOR UPDATE",
            parameters => parameters.With(name, NpgsqlDbType.Text),
            reader => (reader.GetInt32(0), reader.GetBoolean(1)),
            cancellationToken);
        return rows.Count == 0 ? null : rows[0];
    }

    // A statement of its own, after the lock: it sees what whoever had the lock before us has written.
    private static async Task<FlowRow?> FindAsync(NpgsqlConnection connection, string name, int version, CancellationToken cancellationToken) =>
        (await connection.QueryAsync(
            $"SELECT {Columns} FROM flow_versions WHERE name = $1 AND version = $2",
            parameters => parameters.With(name, NpgsqlDbType.Text).With(version, NpgsqlDbType.Integer),
            Read,
            cancellationToken)).SingleOrDefault();

    private static async Task AddAsync(NpgsqlConnection connection, FlowRow saved, FlowDraft draft, CancellationToken cancellationToken)
    {
        var onEvent = PlainText.OptionalKey(draft.OnEvent);
        await connection.ExecuteAsync(
            """
            WITH latest AS (UPDATE flows SET version = $2, is_deleted = false WHERE name = $1), before AS (DELETE FROM event_subscriptions WHERE flow = $1)
            INSERT INTO flow_versions (name, version, hash, saved_at, description, on_event) VALUES ($1, $2, $3, $4, $5, $6)
            """,
            parameters => parameters
                .With(saved.Name, NpgsqlDbType.Text)
                .With(saved.Version, NpgsqlDbType.Integer)
                .With(Convert.FromHexString(saved.Hash), NpgsqlDbType.Bytea)
                .With(saved.SavedAt.UtcDateTime, NpgsqlDbType.TimestampTz)
                .With(saved.Description, NpgsqlDbType.Text)
                .With(onEvent, NpgsqlDbType.Text),
            cancellationToken);
        if (onEvent is not null)
        {
            await connection.ExecuteAsync(
                "INSERT INTO event_subscriptions (event, flow, version, inputs) VALUES ($1, $2, $3, $4)",
                parameters => parameters
                    .With(onEvent, NpgsqlDbType.Text)
                    .With(saved.Name, NpgsqlDbType.Text)
                    .With(saved.Version, NpgsqlDbType.Integer)
                    .With(draft.Inputs.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text),
                cancellationToken);
        }
    }

    private static FlowRow Read(NpgsqlDataReader reader) => new(
        reader.GetString(0),
        reader.GetInt32(1),
        Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(2)),
        reader.GetFieldValue<DateTime>(3),
        reader.GetString(4));
}
