using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>What the local runtime logs. Event ids 6000 to 6999.</summary>
internal static partial class Log
{
    [LoggerMessage(6000, LogLevel.Information, "Silo {Name} at {Address} started in cluster {ClusterId} (local runtime, one process)")]
    public static partial void SiloStarted(ILogger logger, string name, SiloAddress address, string clusterId);

    [LoggerMessage(6001, LogLevel.Warning, "{Provider} clustering is ignored: the local runtime is a single process")]
    public static partial void ClusteringIgnored(ILogger logger, string provider);

    [LoggerMessage(6002, LogLevel.Error, "{GrainId} could not be activated")]
    public static partial void ActivationFailed(ILogger logger, GrainId grainId, Exception exception);

    [LoggerMessage(6003, LogLevel.Warning, "{GrainId} failed while it was deactivated")]
    public static partial void DeactivationFailed(ILogger logger, GrainId grainId, Exception exception);

    [LoggerMessage(6004, LogLevel.Warning, "One-way {Call} failed")]
    public static partial void OneWayCallFailed(ILogger logger, object call, Exception exception);

    [LoggerMessage(6005, LogLevel.Error, "A timer of {GrainId} failed")]
    public static partial void TimerFailed(ILogger logger, GrainId grainId, Exception exception);

    [LoggerMessage(6006, LogLevel.Error, "Reminder {Name} of {GrainId} failed")]
    public static partial void ReminderFailed(ILogger logger, string name, GrainId grainId, Exception exception);

    [LoggerMessage(6008, LogLevel.Warning, "{Count} grains did not end in time and were abandoned")]
    public static partial void ActivationsAbandoned(ILogger logger, int count);

    [LoggerMessage(6007, LogLevel.Error, "The table of reminders could not be read")]
    public static partial void RemindersNotRead(ILogger logger, Exception exception);
}
