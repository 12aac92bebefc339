using System.Globalization;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Time;

[Node("time_now", Icon = "clock",
    Description = "The time when the node runs, UTC, to the microsecond. It is recorded: a replay sees the same time.")]
internal sealed class Now : EffectNode
{
    [Output]
    public string Iso { get; private set; } = "";

    [Output]
    public double UnixSeconds { get; private set; }

    public override Task RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        var now = context.TimeProvider.GetUtcNow();
        Iso = now.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        UnixSeconds = (now.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond / 1e6;
        return Task.CompletedTask;
    }
}
