using System.Globalization;

namespace RayFlow.Silo.Hosting;

/// <summary>The options of <c>rayflow up</c>, as configuration entries.</summary>
internal static class CommandLine
{
    public const string Usage = "Usage: rayflow up [--port 5080] [--data DIR] [--postgres CONNECTION] [--nodes DIR] [--SECTION:KEY VALUE]…";

    public const string Help = """
        Starts RayFlow on this machine: database, server, API and editor. Ctrl+C stops it.

        Usage: rayflow up [OPTIONS]

          --port PORT             The port to listen on, 127.0.0.1 only; 0: a free one. Default: 5080
          --data DIR              The folder for the database and files. Default: .rayflow
          --postgres CONNECTION   Use this PostgreSQL instead of an embedded one
          --nodes DIR             The folder of user nodes, CATEGORY/NAME.cs. Default: nodes
          --urls URLS             Where to listen; other than loopback only with API keys
          --SECTION:KEY VALUE     Any other entry of the configuration: infra/docs/operations.md
          -?, -h, --help          Show this
        """;

    /// <summary>Whether somebody only wants to know the options.</summary>
    public static bool AsksForHelp(string[] args) => args.Any(argument => argument is "--help" or "-h" or "-?");

    /// <summary>The configuration entries that the arguments stand for.</summary>
    /// <exception cref="CommandLineException">They cannot be understood.</exception>
    public static Dictionary<string, string?> Parse(string[] args)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < args.Length; i++)
        {
            var (name, value) = args[i].Split('=', 2) is [var left, var right] ? (left, right) : (args[i], i + 1 < args.Length ? args[++i] : null);
            if (value is null)
            {
                throw new CommandLineException($"Option '{name}' needs a value. {Usage}");
            }

            settings[Key(name)] = name == "--port" ? Url(value) : value;
        }

        return settings;
    }

    private static string Key(string name) => name switch
    {
        "--port" => "urls",
        "--data" => "RayFlow:DataDirectory",
        "--postgres" => "ConnectionStrings:RayFlow",
        "--nodes" => "RayFlow:Nodes:UserNodeDirectory",
        _ when name.StartsWith("--", StringComparison.Ordinal) && name.Contains(':', StringComparison.Ordinal) => name[2..],
        "--urls" => "urls",
        _ => throw new CommandLineException($"Unknown option '{name}'. {Usage}"),
    };

    private static string Url(string port) =>
        ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{number}")
            : throw new CommandLineException($"'{port}' is not a port; give a number from 0 (a free one) to 65535. {Usage}");
}
