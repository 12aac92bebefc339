using System.CommandLine;

namespace RayFlow.Cli;

/// <summary>Options that several commands have.</summary>
internal static class Options
{
    public static readonly Option<string?> Server = new("--server")
    {
        Description = "The server's address. Default: RAYFLOW_URL, else http://127.0.0.1:5080",
        HelpName = "URL",
        Recursive = true,
    };

    public static readonly Option<string?> ApiKey = new("--api-key")
    {
        Description = "The server's API key, if it asks for one. Default: RAYFLOW_API_KEY",
        HelpName = "KEY",
        Recursive = true,
    };

    /// <summary>For commands that need a server only while they run.</summary>
    public static readonly Option<bool> Alone = new("--alone") { Description = "Start a server for the occasion even if one is there" };

    /// <summary>For the same commands.</summary>
    public static readonly Option<DirectoryInfo?> Nodes = new("--nodes") { Description = "Start a server for the occasion with the user nodes of this folder", HelpName = "DIR" };

    public static void AddTo(RootCommand root)
    {
        root.Options.Add(Server);
        root.Options.Add(ApiKey);
    }

    /// <summary>An option of its own for a command that can answer machines.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print JSON" };
}
