using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;

namespace Orleans.Dashboard;

/// <summary>Where Orleans' dashboard would be. This runtime has none; its page says so.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>Accepts the dashboard's options.</summary>
    public static ISiloBuilder AddDashboard(this ISiloBuilder siloBuilder, Action<DashboardOptions>? configureOptions = null)
    {
        if (configureOptions is not null)
        {
            siloBuilder.Services.Configure(configureOptions);
        }

        return siloBuilder;
    }

    /// <summary>Maps a page that says where the dashboard is to be had.</summary>
    public static RouteGroupBuilder MapOrleansDashboard(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string? routePrefix = null)
    {
        var group = endpoints.MapGroup(routePrefix ?? "");
        group.MapGet("/", () => TypedResults.Text(
            "The dashboard is part of Microsoft Orleans (Microsoft.Orleans.Dashboard). This build uses the local runtime in infra/orleans-local, which has none.",
            statusCode: StatusCodes.Status501NotImplemented)).ExcludeFromDescription();
        return group;
    }
}
