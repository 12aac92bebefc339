using Npgsql;

namespace RayFlow.Storage.Silos;

/// <summary>Says which silos live, by the database's clock.</summary>
public sealed class SiloHeartbeats(NpgsqlDataSource database)
{
    /// <summary>Says that a silo lives. Its id must be new with every start of the process.</summary>
    public Task BeatAsync(string siloId, CancellationToken cancellationToken) => throw new NotSupportedException(database.ToString());

    /// <summary>Says that a silo has stopped: its runs may be claimed at once.</summary>
    public Task RemoveAsync(string siloId, CancellationToken cancellationToken) => throw new NotSupportedException(database.ToString());

    /// <summary>
    /// Says that a silo lives and is the only one: for a deployment of a single silo, whose predecessor must be dead and
    /// whose runs can be claimed without waiting for its heartbeat to expire.
    /// </summary>
    public Task BeatAloneAsync(string siloId, CancellationToken cancellationToken) => throw new NotSupportedException(database.ToString());

    /// <summary>The silos with a heartbeat that is not too old.</summary>
    public Task<IReadOnlyList<string>> LivingAsync(CancellationToken cancellationToken) => throw new NotSupportedException(database.ToString());
}
