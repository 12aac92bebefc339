using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RayFlow.Api.Bodies;
using RayFlow.Api.Docs;
using RayFlow.Api.Errors;
using RayFlow.Api.Runs;
using RayFlow.GrainInterfaces.Clusters;

namespace RayFlow.Api.Clusters;

/// <summary><c>/api/cluster</c>: the silos, whichever host is asked.</summary>
internal static class ClusterApi
{
    public static void MapCluster(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/cluster", async (IGrainFactory grains, CancellationToken cancellation) =>
            new ClusterAnswer(await Takeover.OutlastAsync(() => grains.GetGrain<IClusterGrain>(IClusterGrain.Key).GetAsync(cancellation))))
        .WithTags("Cluster").Named("GetCluster", "The cluster: its silos, and what each does").Refuses(503);

    private sealed class ClusterAnswer(ClusterSummary cluster) : JsonAnswer<ClusterBody>
    {
        protected override void SetHeaders(HttpResponse response) => response.Headers.CacheControl = "no-store";

        protected override void Write(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteString("cluster_id"u8, cluster.ClusterId);
            writer.WriteStartArray("silos"u8);
            foreach (var silo in cluster.Silos)
            {
                Write(writer, silo);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        private static void Write(Utf8JsonWriter writer, SiloSummary silo)
        {
            writer.WriteStartObject();
            writer.WriteString("silo_id"u8, silo.SiloId);
            writer.WriteString("address"u8, silo.Address);
            writer.WriteString("status"u8, silo.Status switch { SiloState.Joining => "joining", SiloState.Active => "active", _ => "leaving" });
            RunJson.WriteTime(writer, "started_at"u8, silo.Load?.StartedAt);
            writer.WriteString("version"u8, silo.Load?.Version);
            writer.WritePropertyName("runs_in_memory"u8);
            JsonSerializer.Serialize(writer, silo.Load?.RunsInMemory);
            writer.WritePropertyName("runs_per_second"u8);
            JsonSerializer.Serialize(writer, silo.Load?.RunsPerSecond);
            writer.WriteEndObject();
        }
    }
}

[Description("The cluster.")]
internal sealed record ClusterBody(
    [property: Description("The cluster's name and the id of its database.")] string ClusterId,
    [property: Description("Its silos, the oldest first; those that are dead are not among them.")] IReadOnlyList<SiloBody> Silos);

[Description("A silo: a process that runs flows.")]
internal sealed record SiloBody(
    [property: Description("New with every start of its process.")] string SiloId,
    [property: Description("Where other silos reach it: address:port.")] string Address,
    [property: Description("joining, active or leaving.")] string Status,
    [property: Description("When its process began, UTC; null, as the following are, if it did not say so in time.")] DateTimeOffset? StartedAt,
    [property: Description("The version of RayFlow that it runs.")] string? Version,
    [property: Description("Runs that it has in memory.")] int? RunsInMemory,
    [property: Description("Runs that ended on it, a second, over the last ten seconds.")] double? RunsPerSecond);
