using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.Timers;

namespace Orleans.Hosting;

/// <summary>The services of silos and clients.</summary>
internal static class DefaultServices
{
    private const string Section = "Orleans";

    public static void AddSiloServices(this IServiceCollection services, IConfiguration configuration)
    {
        if (services.Any(service => service.ServiceType == typeof(Silo)))
        {
            return;
        }

        services.AddShared(configuration);
        services.Configure<SiloOptions>(configuration.GetSection(Section));
        services.PostConfigure<SiloOptions>(options => options.SiloName ??= $"Silo_{Guid.NewGuid().ToString("N")[..5]}");
        services.Configure<EndpointOptions>(configuration.GetSection($"{Section}:Endpoints"));
        services.AddSingleton<Silo>();
        services.AddSingleton(provider => provider.GetRequiredService<Silo>().Runtime);
        services.AddSingleton<IHostedService, SiloHost>();
        services.AddSingleton<ILocalSiloDetails>(provider => provider.GetRequiredService<Silo>().Details);
        services.AddSingleton<ISiloLifecycle>(provider => provider.GetRequiredService<Silo>().Lifecycle);
        services.TryAddSingleton<IPersistentStateFactory, PersistentStateFactory>();
        services.TryAddSingleton<GrainStateFactory>();
        services.TryAddSingleton<ITimerRegistry, TimerRegistry>();
        services.TryAddSingleton<OrleansJsonSerializer>();
        services.TryAddSingleton<IGrainStorageSerializer, JsonGrainStorageSerializer>();
    }

    public static void AddClientServices(this IServiceCollection services, IConfiguration configuration)
    {
        if (services.Any(service => service.ServiceType == typeof(Silo) || service.ServiceType == typeof(ClientHost)))
        {
            return;
        }

        services.AddShared(configuration);
        services.AddSingleton(provider => new GrainRuntime(provider.GetRequiredService<IOptions<ClientMessagingOptions>>().Value, provider));
        services.AddSingleton<ClientHost>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<ClientHost>());
    }

    private static void AddShared(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddLogging();
        services.AddOptions();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddKeyedSingleton<TimeProvider>(KeyedService.AnyKey, static (provider, _) => provider.GetRequiredService<TimeProvider>());
        services.Configure<ClusterOptions>(configuration.GetSection(Section));
        services.TryAddSingleton<GrainFactory>();
        services.TryAddSingleton<IGrainFactory>(provider => provider.GetRequiredService<GrainFactory>());
        services.TryAddSingleton<IClusterClient>(provider => provider.GetRequiredService<GrainFactory>());
        services.TryAddSingleton<IGrainContextAccessor, GrainContextAccessor>();
        services.TryAddTransient(provider => provider.GetRequiredService<IGrainContextAccessor>().GrainContext);
    }
}
