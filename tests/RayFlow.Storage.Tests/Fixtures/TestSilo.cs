using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Orleans.Storage;
using RayFlow.Storage.Journals;
using RayFlow.Storage.Runs;

namespace RayFlow.Storage.Tests.Fixtures;

/// <summary>What a silo has of storage, without a silo.</summary>
public sealed class TestSilo : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public TestSilo(string connectionString, Action<PostgresStorageOptions>? configure = null, LogLines? log = null)
    {
        var builder = new Builder();
        builder.Services.AddLogging(logging =>
        {
            if (log is not null)
            {
                logging.AddProvider(log);
            }
        });
        builder.AddPostgresGrainStorage("runs", options =>
        {
            options.ConnectionString = connectionString;
            configure?.Invoke(options);
        });
        _services = builder.Services.BuildServiceProvider();
        Storage = _services.GetRequiredKeyedService<IGrainStorage>("runs");
    }

    public IGrainStorage Storage { get; }

    public StorageHealth Health => Get<StorageHealth>();

    public RunIndex Index => Get<RunIndex>();

    public RunDiagnosis Diagnosis => Get<RunDiagnosis>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>What an activation of a run's grain does first.</summary>
    public async Task<TestRun> ActivateAsync(string runId)
    {
        var run = new TestRun(this, runId);
        await run.ReadAsync();
        return run;
    }

    public Task<TestRun> StartAsync() => ActivateAsync(NewRunId());

    public static string NewRunId() => Guid.CreateVersion7().ToString("N");

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private sealed class Builder : ISiloBuilder
    {
        public IServiceCollection Services { get; } = new ServiceCollection();

        public IConfiguration Configuration { get; } = new ConfigurationBuilder().Build();
    }
}
