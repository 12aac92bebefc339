using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using RayFlow.Grains;

namespace RayFlow.Silo.Hosting;

/// <summary>Sends spans and metrics out by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> (or its configuration entry) is set.</summary>
internal static class TelemetryHosting
{
    public static IServiceCollection AddRayFlowTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return services;
        }

        var resource = ResourceBuilder.CreateDefault().AddService("rayflow");
        services.AddHostedService(_ => new Exporters(
            () => Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
                .AddSource(Telemetry.Name, "Microsoft.AspNetCore", "Microsoft.Orleans.Application", "Microsoft.Orleans.Runtime", "Npgsql")
                .AddOtlpExporter().Build(),
            () => Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
                .AddMeter(Telemetry.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.Orleans", "Npgsql", "System.Runtime")
                .AddOtlpExporter().Build()));
        return services;
    }

    private sealed class Exporters(Func<IDisposable> traces, Func<IDisposable> metrics) : IHostedService
    {
        private IDisposable? _traces;
        private IDisposable? _metrics;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            (_traces, _metrics) = (traces(), metrics());
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            _traces?.Dispose();
            _metrics?.Dispose();
            return Task.CompletedTask;
        }
    }
}
