namespace RayFlow.Api.Tests.Hosting;

/// <summary>A server whose runs may do little.</summary>
public sealed class LimitedServer : IAsyncLifetime
{
    private readonly RunningServer _server = new(
        "--RayFlow:Runs:Limits:MaxParallelTurns", "3",
        "--RayFlow:Runs:Limits:MaxSignals", "2",
        "--RayFlow:Runs:Limits:MaxSignalIds", "3",
        "--RayFlow:Runs:Limits:MaxStateBytes", "33554432",
        "--RayFlow:Runs:Limits:MaxJournalBytes", "8000",
        "--RayFlow:Runs:Limits:MaxStepsBetweenEvents", "500000");

    /// <summary>Speaks to it.</summary>
    public HttpClient Http => _server.Http;

    /// <summary>How to connect to its database.</summary>
    public string ConnectionString => _server.ConnectionString;

    public async ValueTask InitializeAsync() => await _server.InitializeAsync();

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();
}

/// <summary>Tests that share one such server.</summary>
[CollectionDefinition(Name)]
public sealed class LimitedTests : ICollectionFixture<LimitedServer>
{
    public const string Name = "limited server";
}
