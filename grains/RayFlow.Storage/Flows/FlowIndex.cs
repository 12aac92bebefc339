using Npgsql;
using NpgsqlTypes;
using RayFlow.Storage.Databases;

namespace RayFlow.Storage.Flows;

/// <summary>The saved flows by name, for lists. The definitions themselves are grain state.</summary>
/// <remarks>Every member asks the database once and fails with <see cref="StorageUnavailableException"/> if it is away.</remarks>
public sealed class FlowIndex(NpgsqlDataSource database)
{
    /// <summary>Writes a flow's row.</summary>
    /// <exception cref="FormatException">The row's hash is not hexadecimal.</exception>
    public Task UpsertAsync(FlowRow flow, CancellationToken cancellationToken)
    {
        var hash = Convert.FromHexString(flow.Hash);
        return database.ExecuteAsync(
            """
            INSERT INTO flows (name, version, hash, saved_at, description) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (name) DO UPDATE
            SET version = excluded.version, hash = excluded.hash, saved_at = excluded.saved_at, description = excluded.description
            """,
            parameters => parameters
                .With(flow.Name, NpgsqlDbType.Text)
                .With(flow.Version, NpgsqlDbType.Integer)
                .With(hash, NpgsqlDbType.Bytea)
                .With(flow.SavedAt.UtcDateTime, NpgsqlDbType.TimestampTz)
                .With(flow.Description, NpgsqlDbType.Text),
            cancellationToken);
    }

    /// <summary>Notes that a version is about to be saved, so that its document is kept. Before the version, after the document.</summary>
    /// <exception cref="FormatException">The hash is not hexadecimal.</exception>
    public Task KeepAsync(string name, int version, string hash, CancellationToken cancellationToken)
    {
        var key = Convert.FromHexString(hash);
        return database.ExecuteAsync(
            "INSERT INTO flow_versions (hash, name, version) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            parameters => parameters.With(key, NpgsqlDbType.Bytea).With(name, NpgsqlDbType.Text).With(version, NpgsqlDbType.Integer),
            cancellationToken);
    }

    /// <summary>Deletes a flow's row and what kept the documents of its versions; nothing happens if there is none.</summary>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            "WITH versions AS (DELETE FROM flow_versions WHERE name = $1) DELETE FROM flows WHERE name = $1",
            parameters => parameters.With(name, NpgsqlDbType.Text),
            cancellationToken);

    /// <summary>The latest versions of the flows that exist among some, by name.</summary>
    public async Task<IReadOnlyDictionary<string, int>> VersionsAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync(
            "SELECT name, version FROM flows WHERE name = ANY($1)",
            parameters => parameters.With(names.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text),
            reader => (Name: reader.GetString(0), Version: reader.GetInt32(1)),
            cancellationToken);
        return rows.ToDictionary(row => row.Name, row => row.Version, StringComparer.Ordinal);
    }

    /// <summary>Flows in the order of their names (by code point), after a name or from the first; at most <paramref name="limit"/>.</summary>
    public async Task<IReadOnlyList<FlowRow>> ListAsync(string? after, int limit, CancellationToken cancellationToken) =>
        await database.QueryAsync(
            "SELECT name, version, hash, saved_at, description FROM flows WHERE name > $1 ORDER BY name LIMIT $2",
            parameters => parameters.With(after ?? "", NpgsqlDbType.Text).With(limit, NpgsqlDbType.Integer),
            reader => new FlowRow(
                reader.GetString(0),
                reader.GetInt32(1),
                Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(2)),
                reader.GetFieldValue<DateTime>(3),
                reader.GetString(4)),
            cancellationToken);
}
