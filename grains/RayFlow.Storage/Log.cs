using Microsoft.Extensions.Logging;

namespace RayFlow.Storage;

/// <summary>What storage logs: events 2000 to 2999.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Warning, "The database is not available: {Reason}")]
    public static partial void DatabaseAway(this ILogger logger, string reason);

    [LoggerMessage(2001, LogLevel.Information, "The database is available again after {Seconds:0.0} s")]
    public static partial void DatabaseBack(this ILogger logger, double seconds);

    [LoggerMessage(2002, LogLevel.Warning, "A commit of {Writes} writes was refused ({Reason}); each write is tried without the others")]
    public static partial void CommitRefused(this ILogger logger, int writes, string reason);

    [LoggerMessage(2003, LogLevel.Information, "A commit of {Writes} writes was not answered ({Reason}); it is found out what it left behind")]
    public static partial void CommitUnanswered(this ILogger logger, int writes, string reason);

    [LoggerMessage(2004, LogLevel.Error, "A write failed: the database was away for {Seconds:0.0} s")]
    public static partial void WriteGivenUp(this ILogger logger, double seconds);
}
