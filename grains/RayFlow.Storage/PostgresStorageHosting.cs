using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Hosting;
using Orleans.Storage;
using RayFlow.Storage.Databases;
using RayFlow.Storage.Flows;
using RayFlow.Storage.Journals;
using RayFlow.Storage.Runs;
using RayFlow.Storage.Values;

namespace RayFlow.Storage;

/// <summary>Adds the storage to a silo.</summary>
public static class PostgresStorageHosting
{
    /// <summary>
    /// Adds <see cref="PostgresGrainStorage"/> under a name, and the database behind it: <see cref="NpgsqlDataSource"/>,
    /// <see cref="RunJournals"/>, <see cref="RunValues"/>, <see cref="RunIndex"/>, <see cref="Retention"/>, <see cref="FlowDocuments"/>,
    /// <see cref="SavedFlows"/> and <see cref="StorageHealth"/>. Several names share one
    /// database, one writer and one set of options. Run <see cref="Migrations.DatabaseMigrations"/> before the silo starts.
    /// </summary>
    public static ISiloBuilder AddPostgresGrainStorage(this ISiloBuilder builder, string name, Action<PostgresStorageOptions> configure)
    {
        AddDatabase(builder.Services, configure);
        builder.Services.AddKeyedSingleton<IGrainStorage>(name, static (services, _) => new PostgresGrainStorage(services.GetRequiredService<JournalQueues>()));
        return builder;
    }

    private static void AddDatabase(IServiceCollection services, Action<PostgresStorageOptions> configure)
    {
        services.AddOptions<PostgresStorageOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PostgresStorageOptions>, PostgresStorageOptionsValidator>());
        services.TryAddSingleton(static provider => StorageDataSources.ForQueries(Options(provider), provider.GetService<ILoggerFactory>()));
        services.TryAddSingleton(static provider => new JournalQueues(
            Options(provider),
            provider.GetRequiredService<StorageHealth>(),
            provider.GetRequiredService<ILogger<JournalQueues>>(),
            provider.GetService<ILoggerFactory>()));
        services.TryAddSingleton(static provider => new StorageHealth(
            Options(provider),
            provider.GetRequiredService<NpgsqlDataSource>(),
            provider.GetRequiredService<ILogger<StorageHealth>>(),
            provider.GetService<ILoggerFactory>()));
        services.TryAddSingleton<RunJournals>();
        services.TryAddSingleton<RunValues>();
        services.TryAddSingleton<FlowDocuments>();
        services.TryAddSingleton<SavedFlows>();
        services.TryAddSingleton<Retention>();
        services.TryAddSingleton<RunIndex>();
        services.TryAddSingleton<RunDiagnosis>();
    }

    private static PostgresStorageOptions Options(IServiceProvider services) =>
        services.GetRequiredService<IOptions<PostgresStorageOptions>>().Value;
}
