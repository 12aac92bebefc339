using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Orleans.Hosting;

/// <summary>Chooses the serializer of storage providers.</summary>
public static class SystemTextJsonSerializerExtensions
{
    /// <summary>Storage providers write plain JSON unless they are configured otherwise.</summary>
    public static ISiloBuilder UseSystemTextJsonGrainStorageSerializer(this ISiloBuilder siloBuilder) =>
        siloBuilder.ConfigureServices(services => services.AddSingleton<IGrainStorageSerializer, SystemTextJsonGrainStorageSerializer>());
}
