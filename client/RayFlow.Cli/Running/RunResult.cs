using System.Globalization;
using System.Text.Json;
using RayFlow.Cli.Output;
using Spectre.Console;

namespace RayFlow.Cli.Running;

/// <summary>How a run ended, for people and for machines.</summary>
internal static class RunResult
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body that <c>POST /api/flows/execute</c> would have answered with.</summary>
    public static string ToJson(JsonElement run)
    {
        var completed = run.GetProperty("status").ValueEquals("completed");
        var fields = new Dictionary<string, object?>
        {
            ["success"] = completed,
            ["run_id"] = run.GetProperty("run_id"),
            ["result"] = run.GetProperty("result"),
            ["return_node"] = run.GetProperty("return_node"),
            ["status_code"] = run.GetProperty("status_code"),
            ["statistics"] = run.GetProperty("statistics"),
        };
        if (!completed)
        {
            fields["status"] = run.GetProperty("status");
            fields["error"] = run.GetProperty("error");
        }

        return JsonSerializer.Serialize(fields, Indented);
    }

    public static void Show(IAnsiConsole console, JsonElement run)
    {
        if (run.GetProperty("result") is { ValueKind: JsonValueKind.Object } result)
        {
            var table = new Table().Border(TableBorder.Rounded).AddColumn("Result").AddColumn("Value");
            foreach (var entry in result.EnumerateObject())
            {
                table.AddRow(new Text(Plain.Line(entry.Name)), new Text(Shown(entry.Value)));
            }

            console.Write(table);
        }

        if (run.GetProperty("error") is { ValueKind: JsonValueKind.Object } error)
        {
            console.MarkupLineInterpolated($"[red]{Plain.Line(error.GetProperty("code").GetString()!)}[/]{Place(error)}: {Plain.Text(error.GetProperty("message").GetString()!)}");
        }

        console.MarkupLineInterpolated($"[grey]{Summary(run)}[/]");
    }

    private static string Place(JsonElement error)
    {
        var node = error.GetProperty("node_id").GetString();
        var frame = error.GetProperty("frame").GetString();
        return node is null ? "" : $" in {(string.IsNullOrEmpty(frame) ? "" : Plain.Line(frame) + "/")}{Plain.Line(node)}";
    }

    private static string Shown(JsonElement value) =>
        Plain.Text(value.ValueKind == JsonValueKind.String ? value.GetString()! : JsonSerializer.Serialize(value, Indented));

    private static string Summary(JsonElement run)
    {
        var node = run.GetProperty("return_node").GetString();
        var outcome = node is null ? run.GetProperty("status").GetString()! : $"{node}, status {run.GetProperty("status_code")}";
        return run.GetProperty("statistics") is { ValueKind: JsonValueKind.Object } statistics
            ? string.Create(CultureInfo.InvariantCulture, $"{Plain.Line(outcome)} · {statistics.GetProperty("nodes_executed")} nodes, {statistics.GetProperty("nodes_failed")} failed · {Words.Duration(statistics.GetProperty("total_time").GetDouble())}")
            : Plain.Line(outcome);
    }
}
