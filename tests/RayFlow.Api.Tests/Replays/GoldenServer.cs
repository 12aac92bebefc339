using RayFlow.Api.Tests.Hosting;

namespace RayFlow.Api.Tests.Replays;

/// <summary>A server that finds every recorded run in its database; all of them, since a child asks after its parent.</summary>
public sealed class GoldenServer : IAsyncLifetime
{
    internal RunningServer Server { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Server.InitializeAsync();
        await using var stored = new StoredRuns(Server.ConnectionString);
        foreach (var name in GoldenRun.Names)
        {
            await new GoldenRun(name).RestoreAsync(stored);
        }
    }

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();
}
