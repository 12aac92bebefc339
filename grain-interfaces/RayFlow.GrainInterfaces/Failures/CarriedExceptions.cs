using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace RayFlow.GrainInterfaces.Failures;

/// <summary>What grains throw, on its way from process to process.</summary>
public static class CarriedExceptions
{
    /// <summary>
    /// Lets what grains throw cross from process to process, also where no call filter sees it: an activation that fails while it reads its state.
    /// </summary>
    /// <param name="services">Of a silo or a client.</param>
    public static IServiceCollection CarryRayFlowExceptions(this IServiceCollection services) => services.Configure<ExceptionSerializationOptions>(options =>
    {
        options.SupportedNamespacePrefixes.Add("RayFlow");
        options.SupportedNamespacePrefixes.Add("Npgsql");
        options.SupportedNamespacePrefixes.Add("Orleans");
    });
}
