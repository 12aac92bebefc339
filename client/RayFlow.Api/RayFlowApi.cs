using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using RayFlow.Api.Access;
using RayFlow.Api.Bodies;
using RayFlow.Api.Clusters;
using RayFlow.Api.Docs;
using RayFlow.Api.Editor;
using RayFlow.Api.Errors;
using RayFlow.Api.Execution;
using RayFlow.Api.Flows;
using RayFlow.Api.Health;
using RayFlow.Api.Nodes;
using RayFlow.Api.Runs;
using RayFlow.GrainInterfaces.Clusters;

namespace RayFlow.Api;

/// <summary>
/// The REST API and the editor's files, in a silo or in a gateway of its own, which it does not tell apart. It needs an <see cref="IGrainFactory"/>,
/// and a host whose way to the cluster may be lost says so by <see cref="ClusterLink"/>.
/// </summary>
public static class RayFlowApi
{
    /// <summary>Adds what the API needs, with its options from the section <see cref="ApiOptions.Section"/>.</summary>
    public static IServiceCollection AddRayFlowApi(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<ApiOptions>()
            .Configure(options => options.MaxTimeoutSeconds = configuration.GetValue("RayFlow:Runs:MaxTimeoutSeconds", options.MaxTimeoutSeconds))
            .Bind(configuration.GetSection(ApiOptions.Section))
            .ValidateDataAnnotations()
            .Validate(
                options => options.ApiKeys.All(key => key.Length >= ApiKeys.LeastLength),
                $"{ApiOptions.Section}:{nameof(ApiOptions.ApiKeys)}: a key has at least {ApiKeys.LeastLength} characters.")
            .Validate(
                options => options.MaxBodiesBytes / 3 >= options.MaxBodyBytes, // one that grows has two pieces for a moment
                $"{ApiOptions.Section}:{nameof(ApiOptions.MaxBodiesBytes)} must be at least three times {nameof(ApiOptions.MaxBodyBytes)}.")
            .ValidateOnStart();
        services.TryAddSingleton<ClusterLink>();
        services.TryAddSingleton<Departure>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<BodyBudget>();
        services.AddHostedService<ListenGuard>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddResponseCompression(options => options.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "image/svg+xml"]);
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Optimal);
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
        });
        return services.AddRayFlowDescription();
    }

    /// <summary>Adds the API's endpoints and what stands before them: refusals, access, compression, and the editor.</summary>
    public static WebApplication MapRayFlowApi(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<RequestGate>();
        app.UseMiddleware<ClusterGate>();
        app.UseMiddleware<PathNames>();

        // Answers to commands are small; lists, the catalogue and the editor are not.
        app.UseWhen(context => HttpMethods.IsGet(context.Request.Method), branch => branch.UseResponseCompression());
        var logger = app.Services.GetRequiredService<Microsoft.Extensions.Logging.ILoggerFactory>().CreateLogger("RayFlow.Api.Editor");
        app.UseEditor(app.Services.GetRequiredService<IOptions<ApiOptions>>().Value.EditorFolder, logger);
        app.MapExecution();
        app.MapFlows();
        app.MapRuns();
        app.MapNodes();
        app.MapCluster();
        app.MapHealth();
        app.MapDescription();
        return app;
    }

    /// <summary>Adds the health alone, and what stands before it and whatever else the host maps: refusals and access. For a silo without an API.</summary>
    public static WebApplication MapRayFlowHealth(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<RequestGate>();
        app.MapHealth();
        return app;
    }
}
