namespace RayFlow.Gateway;

/// <summary>What the gateway logs. Events 5100 to 5199.</summary>
internal static partial class Log
{
    [LoggerMessage(5100, LogLevel.Information, "Connected to cluster {Cluster}.")]
    public static partial void Connected(this ILogger logger, string cluster);

    [LoggerMessage(5101, LogLevel.Warning, "Requests are refused, since there is no silo: {Reason}")]
    public static partial void NoSilo(this ILogger logger, string reason);

    [LoggerMessage(5102, LogLevel.Information, "A silo answers again; {Count} are listed.")]
    public static partial void SiloIsBack(this ILogger logger, int count);
}
