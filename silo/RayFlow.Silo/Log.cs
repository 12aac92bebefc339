namespace RayFlow.Silo;

/// <summary>What the silo logs. Events 5000 to 5999.</summary>
internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Warning, "The embedded database had ended and was started again.")]
    public static partial void DatabaseRestarted(this ILogger logger);

    [LoggerMessage(5003, LogLevel.Debug, "Orleans cannot go on: {Context}")]
    public static partial void FatalEnd(this ILogger logger, string? context, Exception? failure);
}
