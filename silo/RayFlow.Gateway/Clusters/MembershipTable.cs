using Npgsql;
using NpgsqlTypes;

namespace RayFlow.Gateway.Clusters;

/// <summary>Who is in the cluster, as the database has it.</summary>
internal sealed class MembershipTable(NpgsqlDataSource database)
{
    // Of Orleans' SiloStatus.
    private const int Active = 3;
    private const int Dead = 6;

    /// <summary>The silos that are not dead, and whether each takes calls.</summary>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public async Task<IReadOnlyDictionary<string, bool>> ReadAsync(string clusterId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT address || ':' || port || '@' || generation, status FROM orleansmembershiptable WHERE deploymentid = $1 AND status <> $2");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = clusterId, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Dead });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var silos = new Dictionary<string, bool>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            silos[reader.GetString(0)] = reader.GetInt32(1) == Active;
        }

        return silos;
    }
}
