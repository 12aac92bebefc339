using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace RayFlow.Hosting;

/// <summary>Sends spans and metrics out by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> (or its configuration entry) is set.</summary>
internal static class TelemetryHosting
{
    // Every source and meter of RayFlow's assemblies.
    private const string Own = "RayFlow*";

    public static IServiceCollection AddRayFlowTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return services;
        }

        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("rayflow"))
            .WithTracing(traces => traces
                .AddSource(Own, "Microsoft.Orleans.Application", "Microsoft.Orleans.Runtime", "Npgsql")
                // Health is asked for every few seconds, and nobody looks for its spans.
                .AddAspNetCoreInstrumentation(options => options.Filter = context => !context.Request.Path.StartsWithSegments("/health"))
                .AddHttpClientInstrumentation()
                .AddOtlpExporter())
            .WithMetrics(metrics => metrics
                .AddMeter(Own, "Microsoft.Orleans", "Npgsql")
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddOtlpExporter());
        return services;
    }
}
