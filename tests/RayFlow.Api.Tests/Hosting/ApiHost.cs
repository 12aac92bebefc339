using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RayFlow.Api.Tests.Hosting;

/// <summary>The API on a real port of this machine, over grains that follow a script.</summary>
public sealed class ApiHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApiHost(WebApplication app)
    {
        _app = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Http { get; }

    public Uri Address => Http.BaseAddress!;

    public IServiceProvider Services => _app.Services;

    public static Task<ApiHost> StartAsync(ScriptedGrains grains, params (string Key, string? Value)[] settings) => StartAsync(grains, _ => { }, settings);

    public static async Task<ApiHost> StartAsync(ScriptedGrains grains, Action<IServiceCollection> configure, params (string Key, string? Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        builder.Services.AddSingleton(grains.Factory);
        configure(builder.Services);
        builder.Services.AddRayFlowApi(builder.Configuration);
        var app = builder.Build();
        app.MapRayFlowApi();
        await app.StartAsync();
        return new ApiHost(app);
    }

    /// <summary>Begins to stop, without waiting for it.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
