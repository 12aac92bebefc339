using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace RayFlow.Api.Access;

/// <summary>Keeps the host from starting on addresses that are not allowed: before it listens by its configuration, and by the real addresses once it does.</summary>
internal sealed class ListenGuard(IConfiguration configuration, IOptions<ApiOptions> options, IServer? server = null) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        Require(ConfiguredAddresses());
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        Require(server?.Features.Get<IServerAddressesFeature>()?.Addresses ?? []);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<string> ConfiguredAddresses()
    {
        // As Kestrel reads them: named endpoints win over urls, and ports alone mean every address.
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>().ToList();
        if (endpoints.Count > 0)
        {
            return endpoints;
        }

        return configuration["urls"] is { Length: > 0 } urls
            ? urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : new[] { configuration["http_ports"], configuration["https_ports"] }
                .SelectMany(ports => (ports ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)).Select(port => $"http://*:{port}");
    }

    private void Require(IEnumerable<string> urls)
    {
        if (ListenAddresses.FindProblem(urls, options.Value) is { } problem)
        {
            throw new OptionsValidationException(ApiOptions.Section, typeof(ApiOptions), [problem]);
        }
    }
}
