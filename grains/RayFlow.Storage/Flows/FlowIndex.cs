using Npgsql;

namespace RayFlow.Storage.Flows;

/// <summary>The saved flows by name. The definitions themselves are grain state.</summary>
public sealed class FlowIndex(NpgsqlDataSource database)
{
    /// <summary>Writes a flow's row; a row with a higher version stays as it is.</summary>
    public Task UpsertAsync(FlowRow flow, CancellationToken cancellationToken) => throw new NotSupportedException(database.ToString());

    /// <summary>Deletes a flow's row; nothing happens if there is none.</summary>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException(database.ToString());

    /// <summary>Flows in the order of their names (by code point), after a name or from the first; at most <paramref name="limit"/>.</summary>
    public Task<IReadOnlyList<FlowRow>> ListAsync(string? after, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException(database.ToString());
}
