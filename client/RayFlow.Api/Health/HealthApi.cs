using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using RayFlow.Api.Bodies;
using RayFlow.Api.Docs;
using RayFlow.Api.Errors;
using RayFlow.GrainInterfaces.Failures;

namespace RayFlow.Api.Health;

/// <summary><c>/health</c>: whether the process lives, and whether it can take runs.</summary>
internal static class HealthApi
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").WithTags("Health");
        health.MapGet("live", () => new HealthAnswer("live")).Named("GetLive", "The process lives");
        health.MapGet("ready", GetReadyAsync).Named("GetReady", "The cluster and the database answer").Refuses(503);
    }

    private static async Task<Results<HealthAnswer, Problem>> GetReadyAsync(IGrainFactory grains, CancellationToken cancellation)
    {
        try
        {
            var reason = await Outage.CheckAsync(grains, cancellation);
            return reason is null ? new HealthAnswer("ready") : NotReady("database", reason);
        }
        catch (StorageUnavailableException away)
        {
            return NotReady("database", away.Message);
        }
        catch (Exception error) when (error is TimeoutException or OrleansException)
        {
            return NotReady("cluster", "The cluster does not answer.");
        }
    }

    private static Problem NotReady(string part, string reason) =>
        new(ProblemKind.NotReady, reason, writer => writer.WriteString("part"u8, part));

    private sealed class HealthAnswer(string status) : JsonAnswer<HealthBody>
    {
        protected override void SetHeaders(HttpResponse response) => response.Headers.CacheControl = "no-store";

        protected override void Write(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteString("status"u8, status);
            writer.WriteEndObject();
        }
    }
}

[Description("All is well.")]
internal sealed record HealthBody([property: Description("live or ready.")] string Status);
