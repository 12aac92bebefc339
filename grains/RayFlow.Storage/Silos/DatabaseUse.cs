using Npgsql;

namespace RayFlow.Storage.Silos;

/// <summary>
/// A silo's hold on its database: one that is alone excludes all others, those of a cluster exclude one that is alone. It is an advisory lock of a
/// session, and so ends with the process, whatever becomes of it.
/// </summary>
/// <param name="connectionString">The database.</param>
/// <param name="isAlone">Whether there must be no other silo.</param>
public sealed class DatabaseUse(string connectionString, bool isAlone) : IAsyncDisposable
{
    // Next to that of the migrations: "RayFlow2" in ASCII.
    private const long LockKey = 0x526179466C6F7732;

    private NpgsqlConnection? _session;

    /// <summary>The database's name.</summary>
    public string Database { get; } = new NpgsqlConnectionStringBuilder(connectionString).Database ?? "";

    /// <summary>Whether it was held when that was last asked.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>Takes hold, or sees that it still holds: the session may have been ended by the server. One caller at a time.</summary>
    /// <returns>False if another silo holds the database.</returns>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public async Task<bool> HoldAsync(CancellationToken cancellationToken)
    {
        try
        {
            return IsHeld = (_session is not null && await IsAliveAsync(_session, cancellationToken)) || await TakeAsync(cancellationToken);
        }
        catch
        {
            IsHeld = false;
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        IsHeld = false;
        if (_session is { } session)
        {
            _session = null;
            await session.DisposeAsync();
        }
    }

    private static async Task<bool> IsAliveAsync(NpgsqlConnection session, CancellationToken cancellationToken)
    {
        try
        {
            await using var question = new NpgsqlCommand("SELECT 1", session);
            await question.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }
        catch (Exception ended) when (ended is NpgsqlException or InvalidOperationException)
        {
            return false; // so has the lock; whether it can be had again is asked next
        }
    }

    private async Task<bool> TakeAsync(CancellationToken cancellationToken)
    {
        await DisposeAsync();
        var session = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        try
        {
            await session.OpenAsync(cancellationToken);
            await using var take = new NpgsqlCommand($"SELECT pg_try_advisory_lock{(isAlone ? "" : "_shared")}({LockKey})", session);
            if (await take.ExecuteScalarAsync(cancellationToken) is true)
            {
                _session = session;
                return true;
            }
        }
        finally
        {
            if (_session != session)
            {
                await session.DisposeAsync();
            }
        }

        return false;
    }
}
