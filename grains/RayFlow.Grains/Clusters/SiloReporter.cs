using System.Reflection;
using Microsoft.Extensions.Logging;
using RayFlow.GrainInterfaces.Clusters;
using RayFlow.Grains.Runs;
using RayFlow.Storage;

namespace RayFlow.Grains.Clusters;

/// <summary>Says what its silo does. It asks nobody, and so answers whatever is away.</summary>
internal sealed class SiloReporter(GrainId id, Silo silo, ILoggerFactory loggers, LiveRuns live, StorageHealth health, Departure departure)
    : GrainService(id, silo, loggers), ISiloReporter
{
    private static readonly string Version = typeof(SiloReporter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
    private static readonly DateTimeOffset StartedAt = System.Diagnostics.Process.GetCurrentProcess().StartTime.ToUniversalTime();

    public Task<SiloLoad> ReportAsync()
    {
        var away = health.Reason;
        var refusal = departure.HasBegun ? "It leaves." : away is null ? null : $"Its database is away: {away}";
        return Task.FromResult(new SiloLoad(Version, StartedAt, live.Count, Telemetry.Ends.PerSecond(TimeProvider.System.GetUtcNow()), refusal, away is null));
    }
}
