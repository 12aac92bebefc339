using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using RayFlow.Cli.Output;
using RayFlow.Cli.Server;
using Spectre.Console;

namespace RayFlow.Cli.Listing;

/// <summary><c>rayflow runs</c>: runs, newest first.</summary>
internal static class RunsCommand
{
    private static readonly Option<string?> Status = new("--status") { Description = "Only runs in this state", HelpName = "STATUS" };
    private static readonly Option<string?> Flow = new("--flow") { Description = "Only runs of this flow", HelpName = "NAME" };
    private static readonly Option<string?> Since = new("--since") { Description = "Only runs that started then or later: 90s, 15m, 1h, 2d, or a moment", HelpName = "TIME" };
    private static readonly Option<int> Limit = new("--limit") { Description = "At most this many", DefaultValueFactory = _ => 20 };
    private static readonly Option<bool> Json = Options.Json();

    public static Command Create()
    {
        Status.AcceptOnlyFromAmong("pending", "running", "waiting", "paused", "completed", "failed", "cancelled");
        var command = new Command("runs", "List runs, newest first.") { Status, Flow, Since, Limit, Json };
        command.SetAction(ListAsync);
        return command;
    }

    private static async Task<int> ListAsync(ParseResult command, CancellationToken cancellation)
    {
        var path = PathOf(command);
        await using var server = await ServerConnection.OpenAsync(command, startOne: false, cancellation);
        var page = (await server.GetAsync(path, cancellation)).Required().Body;
        if (command.GetValue(Json))
        {
            Console.WriteLine(JsonSerializer.Serialize(page));
            return ExitCode.Done;
        }

        var table = new Table().Border(TableBorder.Rounded).AddColumns("Run", "Flow", "Status", "Started", "Took", "Ended at");
        foreach (var run in page.GetProperty("items").EnumerateArray())
        {
            table.AddRow(Row(run));
        }

        Terminal.Out.Write(table);
        if (page.GetProperty("next_cursor").ValueKind == JsonValueKind.String)
        {
            Terminal.Out.MarkupLine("[grey]There are more; --limit shows them.[/]");
        }

        return ExitCode.Done;
    }

    private static string PathOf(ParseResult command)
    {
        var query = new List<string> { string.Create(CultureInfo.InvariantCulture, $"limit={command.GetValue(Limit)}") };
        Add("status", command.GetValue(Status));
        Add("flow", command.GetValue(Flow));
        Add("since", command.GetValue(Since) is { } since ? Words.Since(since, DateTimeOffset.UtcNow).ToString("O", CultureInfo.InvariantCulture) : null);
        return "api/runs?" + string.Join('&', query);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                query.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }
    }

    private static Text[] Row(JsonElement run)
    {
        var status = run.GetProperty("status").GetString()!;
        var started = run.GetProperty("started_at").GetDateTimeOffset();
        var took = run.GetProperty("ended_at") is { ValueKind: JsonValueKind.String } ended ? Words.Duration((ended.GetDateTimeOffset() - started).TotalSeconds) : "";
        var at = run.GetProperty("return_node").GetString() ?? (run.GetProperty("error") is { ValueKind: JsonValueKind.Object } error ? error.GetProperty("code").GetString() : null) ?? "";
        return
        [
            new Text(run.GetProperty("run_id").GetString()!),
            new Text(Plain.Line(run.GetProperty("flow").GetString()!)),
            new Text(status, Colour(status)),
            new Text(started.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)),
            new Text(took),
            new Text(Plain.Line(at)),
        ];
    }

    private static Style Colour(string status) => status switch
    {
        "completed" => new Style(Color.Green),
        "failed" => new Style(Color.Red),
        "running" => new Style(Color.Blue),
        "waiting" or "paused" => new Style(Color.Yellow),
        _ => Style.Plain,
    };
}
