using Microsoft.Extensions.Logging;

namespace RayFlow.Storage;

/// <summary>What storage logs: events 2000 to 2999.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Warning, "The database is not available: {Reason}")]
    public static partial void DatabaseAway(this ILogger logger, string reason);

    [LoggerMessage(2001, LogLevel.Information, "The database is available again after {Seconds:0.0} s")]
    public static partial void DatabaseBack(this ILogger logger, double seconds);

    [LoggerMessage(2002, LogLevel.Warning, "A group of {Operations} reads or writes was refused ({Reason}); they are tried in parts")]
    public static partial void GroupRefused(this ILogger logger, int operations, string reason);

    [LoggerMessage(2003, LogLevel.Information, "A group of {Operations} reads or writes was not answered ({Reason}); it is tried again")]
    public static partial void GroupUnanswered(this ILogger logger, int operations, string reason);

    [LoggerMessage(2004, LogLevel.Error, "{Operations} reads or writes of grain state failed: the database was away for {Seconds:0.0} s")]
    public static partial void OperationsGivenUp(this ILogger logger, int operations, double seconds);

    [LoggerMessage(2005, LogLevel.Error, "A group of {Operations} reads or writes failed unexpectedly; their callers are told")]
    public static partial void GroupFailed(this ILogger logger, int operations, Exception failure);
}
