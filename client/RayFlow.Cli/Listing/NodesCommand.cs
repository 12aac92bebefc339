using System.CommandLine;
using System.Text.Json;
using RayFlow.Cli.Output;
using RayFlow.Cli.Server;
using Spectre.Console;

namespace RayFlow.Cli.Listing;

/// <summary><c>rayflow nodes</c>: the node catalogue.</summary>
internal static class NodesCommand
{
    private static readonly Option<string?> Category = new("--category") { Description = "Only this category", HelpName = "NAME" };
    private static readonly Option<bool> Json = Options.Json();

    public static Command Create()
    {
        var command = new Command("nodes", "List the node types. Without a server one is started for the occasion.") { Category, Json, Options.Alone, Options.Nodes };
        command.SetAction(ListAsync);
        return command;
    }

    private static async Task<int> ListAsync(ParseResult command, CancellationToken cancellation)
    {
        await using var server = await ServerConnection.OpenAsync(command, startOne: true, cancellation);
        var category = command.GetValue(Category);
        var all = (await server.GetAsync("api/nodes", cancellation)).Required().Body.GetProperty("items").EnumerateArray().ToList();
        var nodes = all.Where(node => category is null || node.GetProperty("category").ValueEquals(category)).ToList();
        if (command.GetValue(Json))
        {
            Console.WriteLine(JsonSerializer.Serialize(nodes));
            return ExitCode.Done;
        }

        if (nodes.Count == 0)
        {
            throw new CliException(ExitCode.Wrong, category is null ? "The catalogue is empty." : $"There is no category '{category}'. There are: {string.Join(", ", Categories(all))}.");
        }

        var table = new Table { Width = Terminal.TableWidth }.Border(TableBorder.Rounded).AddColumns("Type", "Kind", "Inputs", "Outputs", "What it does");
        foreach (var node in nodes)
        {
            Add(table, node);
        }

        Terminal.Out.Write(table);
        return ExitCode.Done;
    }

    private static IEnumerable<string> Categories(IEnumerable<JsonElement> nodes) =>
        nodes.Select(node => node.GetProperty("category").GetString()!).Distinct().Order(StringComparer.Ordinal);

    private static void Add(Table table, JsonElement node)
    {
        var type = new Text(Plain.Line(node.GetProperty("type").GetString()!), node.GetProperty("broken").GetBoolean() ? new Style(Color.Red) : Style.Plain);
        table.AddRow(type, new Text(node.GetProperty("kind").GetString()!), Pins(node, "inputs"), Pins(node, "outputs"), About(node));
    }

    private static Text Pins(JsonElement node, string name) => new(Plain.Text(string.Join('\n', node.GetProperty(name).EnumerateArray().Select(Pin))));

    private static string Pin(JsonElement pin)
    {
        var text = $"{pin.GetProperty("name")}:{pin.GetProperty("type")}";
        return pin.TryGetProperty("required", out var required) && !required.GetBoolean() ? $"{text}={JsonSerializer.Serialize(pin.GetProperty("default"))}" : text;
    }

    /// <summary>A broken user node tells its errors instead.</summary>
    private static Text About(JsonElement node) => node.GetProperty("broken").GetBoolean()
        ? new Text(
            Plain.Text(string.Join('\n', node.GetProperty("errors").EnumerateArray()
                .Select(error => $"{error.GetProperty("file")}({error.GetProperty("line")},{error.GetProperty("column")}): {error.GetProperty("message")}"))),
            new Style(Color.Red))
        : new Text(Plain.Line(node.GetProperty("description").GetString()!));
}
