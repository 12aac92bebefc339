namespace RayFlow.Hosting;

/// <summary>What all of RayFlow's processes log. Events 5000 to 5099 with those of the silo's program.</summary>
internal static partial class Log
{
    [LoggerMessage(5002, LogLevel.Warning, "The database does not answer; RayFlow starts when it does: {Reason}")]
    public static partial void DatabaseAway(this ILogger logger, string reason);
}
