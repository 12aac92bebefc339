using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using RayFlow.Api.Bodies;
using RayFlow.Api.Docs;
using RayFlow.Api.Errors;
using RayFlow.GrainInterfaces.Flows;

namespace RayFlow.Api.Nodes;

/// <summary><c>/api/nodes</c>: the node catalogue.</summary>
internal static class NodesApi
{
    public static void MapNodes(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/nodes", async (IGrainFactory grains, CancellationToken cancellation) =>
            new CatalogueAnswer(await Takeover.OutlastAsync(() => grains.GetGrain<ICatalogGrain>(ICatalogGrain.Key).GetNodesAsync(cancellation))))
        .WithTags("Nodes").Named("ListNodes", "The node catalogue: pins, types, constants, icons; broken user nodes with their errors");

    /// <summary>The catalogue as the cluster wrote it.</summary>
    private sealed class CatalogueAnswer(byte[] json) : IResult, IEndpointMetadataProvider
    {
        public static void PopulateMetadata(System.Reflection.MethodInfo method, EndpointBuilder builder) =>
            builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(CatalogueBody), [JsonAnswer.ContentType]));

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.Headers.CacheControl = "no-cache";
            response.ContentType = JsonAnswer.ContentType;
            await response.BodyWriter.WriteAsync(json, httpContext.RequestAborted);
        }
    }
}
