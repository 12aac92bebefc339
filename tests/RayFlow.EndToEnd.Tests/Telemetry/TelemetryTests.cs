using System.Text.Json.Nodes;
using RayFlow.EndToEnd.Tests.Processes;
using RayFlow.Testing.Flows;

namespace RayFlow.EndToEnd.Tests.Telemetry;

public sealed class TelemetryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rayflow-telemetry-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Silo_WithAnEndpoint_SendsSpansAndMetricsOfAllItsParts()
    {
        using var collector = new OtlpCollector();
        var environment = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "500",
        };
        await using var silo = await SiloProcess.StartAsync(environment, "--data", _folder);

        var flow = new FlowBuilder().Node("now", "time_now").Return().Exec("start", "now", "return");
        using var answer = await silo.PostAsync("/api/flows/execute", new JsonObject { ["flow"] = JsonNode.Parse(flow.ToJson()) });

        answer.EnsureSuccessStatusCode();
        await collector.WaitForAsync(
            [
                ("/v1/traces", "api/flows/execute"), ("/v1/traces", "Microsoft.Orleans.Application"), ("/v1/traces", "Npgsql"),
                ("/v1/metrics", "rayflow.storage.commits"), ("/v1/metrics", "rayflow.runs.ended"), ("/v1/metrics", "rayflow.runs.duration"), ("/v1/metrics", "http.server.request.duration"), ("/v1/metrics", "orleans-"),
                ("/v1/metrics", "db.client."), ("/v1/metrics", "dotnet.gc."),
            ],
            TimeSpan.FromMinutes(2));
    }
}
