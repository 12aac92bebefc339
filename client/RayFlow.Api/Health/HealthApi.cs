using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using RayFlow.Api.Bodies;
using RayFlow.Api.Docs;
using RayFlow.Api.Errors;
using RayFlow.GrainInterfaces.Clusters;
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

    private static async Task<Results<HealthAnswer, Problem>> GetReadyAsync(HttpContext http, CancellationToken cancellation)
    {
        if (http.RequestServices.GetRequiredService<Departure>().HasBegun)
        {
            return NotReady("process", "This process is leaving. It answers what it is asked for a moment more; ask another one.");
        }

        if (http.RequestServices.GetRequiredService<ClusterLink>().Absence is { } absence)
        {
            return NotReady("cluster", absence);
        }

        try
        {
            var grains = http.RequestServices.GetRequiredService<IGrainFactory>();
            var reason = await Outage.CheckAsync(grains, cancellation);
            return reason is null ? new HealthAnswer("ready", http.RequestServices.GetService<SiloProblems>()?.Reasons) : NotReady("database", reason);
        }
        catch (StorageUnavailableException away)
        {
            return NotReady("database", away.Message);
        }
        catch (Exception error) when (error is TimeoutException or OrleansException or NoSiloException)
        {
            return NotReady("cluster", "The cluster does not answer.");
        }
    }

    private static Problem NotReady(string part, string reason) =>
        new(ProblemKind.NotReady, reason, writer => writer.WriteString("part"u8, part));

    private sealed class HealthAnswer(string status, IReadOnlyDictionary<string, string>? problems = null) : JsonAnswer<HealthBody>
    {
        protected override void SetHeaders(HttpResponse response) => response.Headers.CacheControl = "no-store";

        protected override void Write(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteString("status"u8, status);
            if (problems is { Count: > 0 })
            {
                writer.WriteStartArray("problems"u8);
                foreach (var (part, reason) in problems.OrderBy(problem => problem.Key, StringComparer.Ordinal))
                {
                    writer.WriteStartObject();
                    writer.WriteString("part"u8, part);
                    writer.WriteString("reason"u8, reason);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }
    }
}

[Description("All is well.")]
internal sealed record HealthBody(
    [property: Description("live or ready.")] string Status,
    [property: Description("What this server cannot do at the moment although it is ready; absent if there is nothing.")] IReadOnlyList<HealthProblem>? Problems = null);

[Description("Something that this server cannot do at the moment.")]
internal sealed record HealthProblem(
    [property: Description("The part that it is about, such as nodes.")] string Part,
    [property: Description("What does not work, and what helps.")] string Reason);
