using System.CommandLine;
using System.Globalization;
using RayFlow.Cli.Server;

namespace RayFlow.Cli.Processes;

/// <summary><c>rayflow up</c>: starts everything on this machine, in the foreground. <c>./rayflow up</c> does it without this process.</summary>
internal static class UpCommand
{
    private static readonly Option<int> Port = new("--port") { Description = "The port to listen on; 0: a free one", DefaultValueFactory = _ => 5080 };
    private static readonly Option<DirectoryInfo?> Data = new("--data") { Description = "The folder for the database and files. Default: .rayflow", HelpName = "DIR" };
    private static readonly Option<string?> Postgres = new("--postgres") { Description = "Use this PostgreSQL instead of an embedded one", HelpName = "CONNECTION" };
    private static readonly Option<DirectoryInfo?> Nodes = new("--nodes") { Description = "The folder of user nodes, CATEGORY/NAME.cs. Default: nodes", HelpName = "DIR" };

    private static readonly Option<int?> Silos = new("--silos") { Description = "A cluster of so many silos, each a process, with a gateway on the port", HelpName = "N" };

    /// <summary>The options that say what is started.</summary>
    public static IReadOnlyList<Option> Settings { get; } = [Port, Data, Postgres, Nodes];

    public static Command Create()
    {
        var command = new Command("up", "Start RayFlow on this machine: database, server, API and editor.") { Port, Data, Postgres, Nodes, Silos };
        command.SetAction((parsed, _) => Child.RunAsync(ServerPrograms.Silo(
            [.. Arguments(parsed), .. parsed.GetValue(Silos) is { } silos ? (string[])["--silos", silos.ToString(CultureInfo.InvariantCulture)] : []])));
        return command;
    }

    /// <summary>The options as the server's program takes them.</summary>
    public static IReadOnlyList<string> Arguments(ParseResult command)
    {
        List<string> arguments = ["--port", command.GetValue(Port).ToString(CultureInfo.InvariantCulture)];
        if (command.GetValue(Data) is { } data)
        {
            arguments.AddRange(["--data", data.FullName]);
        }

        if (command.GetValue(Postgres) is { } connection)
        {
            arguments.AddRange(["--postgres", connection]);
        }

        if (command.GetValue(Nodes) is { } nodes)
        {
            arguments.AddRange(["--nodes", nodes.FullName]);
        }

        return arguments;
    }
}
