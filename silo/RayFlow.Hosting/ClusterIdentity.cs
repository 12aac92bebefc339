using Npgsql;

namespace RayFlow.Hosting;

/// <summary>Which cluster a database belongs to.</summary>
/// <param name="Id">Made with the database, and anew when a copy of it is.</param>
/// <param name="IsAtHome">Whether the database is the one that the id was made for, and no copy of it.</param>
internal sealed record ClusterIdentity(Guid Id, bool IsAtHome)
{
    /// <summary>The configuration entry with the cluster's name.</summary>
    public const string NameSetting = "RayFlow:Cluster:ClusterId";

    /// <summary>The cluster's name unless another is configured.</summary>
    public const string DefaultName = "rayflow";

    /// <summary>What keeps silos and gateways off a copy.</summary>
    public const string CopyProblem =
        "This database is a copy of another cluster's: it has its id and its members. 'rayflow migrate --restored' gives it an id of its own, and says which effects may be made again.";

    /// <summary>Reads it; null for a database that RayFlow has not prepared yet.</summary>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public static async Task<ClusterIdentity?> FindAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var exists = database.CreateCommand("SELECT to_regclass('cluster_identity') IS NOT NULL");
        if (await exists.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return null;
        }

        await using var command = database.CreateCommand("SELECT id, place = rayflow_place() FROM cluster_identity");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new ClusterIdentity(reader.GetGuid(0), reader.GetBoolean(1)) : null;
    }

    /// <summary>The cluster's id for Orleans, and for people: the configured name and the database's id.</summary>
    public string NameOf(IConfiguration configuration) => $"{(configuration[NameSetting] is { Length: > 0 } name ? name : DefaultName)}-{Id:N}";
}
