using System.Net.Sockets;
using Npgsql;

namespace RayFlow.Storage.Databases;

/// <summary>What an error of the database means for us.</summary>
internal static class DatabaseErrors
{
    /// <summary>
    /// Whether the database is away, as opposed to having refused what it was asked: nothing is wrong with the statement, and
    /// it is worth trying again.
    /// </summary>
    public static bool IsAway(Exception error) => error switch
    {
        PostgresException refused => IsAway(refused.SqlState),
        NpgsqlException { InnerException: SocketException or IOException or TimeoutException or ObjectDisposedException } => true,
        NpgsqlException away => away.IsTransient,
        SocketException or IOException or TimeoutException => true,
        _ => false,
    };

    /// <summary>Whether the database answered that the transaction is undone. Anything else leaves open whether it was committed.</summary>
    /// <remarks>
    /// A session that is ended (FATAL) may be so after its commit and before its answer, so only an ordinary error counts.
    /// </remarks>
    public static bool IsUndone(Exception error) => error is PostgresException { InvariantSeverity: "ERROR" };

    /// <summary>A deadlock or a serialization failure: the same again, at once, will most likely do.</summary>
    public static bool IsCollision(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };

    /// <summary>Why the database does not answer, in one line without secrets.</summary>
    public static string Reason(Exception error) => error switch
    {
        PostgresException refused => $"{refused.MessageText} ({refused.SqlState})",
        NpgsqlException { InnerException: TimeoutException } => error.Message, // as where no connection was free in time
        NpgsqlException { InnerException: { } inner } => inner.Message,
        _ => error.Message,
    };

    private static bool IsAway(string state) => state switch
    {
        // Class 08: connection. 53: out of connections, memory or disk. 57P0x: shutting down, crashed, starting up.
        // 58: the server's files or system. 25006: we are talking to a standby.
        ['0', '8', ..] or ['5', '3', ..] or ['5', '7', 'P', '0', ..] or ['5', '8', ..] => true,
        PostgresErrorCodes.ReadOnlySqlTransaction => true,
        _ => false,
    };
}
