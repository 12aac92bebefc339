using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace RayFlow.Api;

/// <summary>What the API writes to the log: event ids 4000 to 4999.</summary>
internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Error, "A request to {Path} failed ({Trace}).")]
    public static partial void Failed(ILogger logger, Exception error, PathString path, string trace);

    [LoggerMessage(4001, LogLevel.Warning, "A request to {Path} was refused, since the database is away: {Reason}")]
    public static partial void StorageAway(ILogger logger, PathString path, string reason);

    [LoggerMessage(4002, LogLevel.Warning, "A request to {Path} had no answer from the cluster in time.")]
    public static partial void TimedOut(ILogger logger, Exception error, PathString path);

    [LoggerMessage(4003, LogLevel.Warning, "A request to {Path} was refused by the cluster.")]
    public static partial void ClusterAway(ILogger logger, Exception error, PathString path);

    [LoggerMessage(4004, LogLevel.Warning, "The answer to {Path} broke off.")]
    public static partial void AnswerBroken(ILogger logger, Exception error, PathString path);

    [LoggerMessage(4005, LogLevel.Warning, "The editor has not been built: {Folder} has no index.html.")]
    public static partial void EditorMissing(ILogger logger, string folder);
}
