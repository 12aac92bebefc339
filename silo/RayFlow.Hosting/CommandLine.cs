using System.Globalization;

namespace RayFlow.Hosting;

/// <summary>The options of one of RayFlow's programs, as configuration entries.</summary>
/// <param name="usage">The command in one line.</param>
/// <param name="help">All that it takes.</param>
/// <param name="options">The options with names of their own; each has one value.</param>
internal sealed class CommandLine(string usage, string help, params string[] options)
{
    private static readonly Dictionary<string, string> Entries = new(StringComparer.Ordinal)
    {
        ["--port"] = "urls",
        ["--urls"] = "urls",
        ["--data"] = "RayFlow:DataDirectory",
        ["--postgres"] = "ConnectionStrings:RayFlow",
        ["--nodes"] = "RayFlow:Nodes:UserNodeDirectory",
        ["--silos"] = "RayFlow:Up:Silos",
    };

    /// <summary>All that the command takes, for people.</summary>
    public string Help => help;

    /// <summary>Whether somebody only wants to know the options.</summary>
    public static bool AsksForHelp(string[] args) => args.Any(argument => argument is "--help" or "-h" or "-?");

    /// <summary>The configuration entries that the arguments stand for.</summary>
    /// <exception cref="CommandLineException">They cannot be understood.</exception>
    public Dictionary<string, string?> Parse(string[] args)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < args.Length; i++)
        {
            var (name, value) = args[i].Split('=', 2) is [var left, var right] ? (left, right) : (args[i], i + 1 < args.Length ? args[++i] : null);
            var key = Key(name);
            if (value is null)
            {
                throw new CommandLineException($"Option '{name}' needs a value. {usage}");
            }

            settings[key] = name == "--port" ? Url(value) : value;
        }

        return settings;
    }

    private string Key(string name) =>
        options.Contains(name) ? Entries[name]
        : name.StartsWith("--", StringComparison.Ordinal) && name.Contains(':', StringComparison.Ordinal) ? name[2..]
        : throw new CommandLineException($"Unknown option '{name}'. {usage}");

    private string Url(string port) =>
        ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{number}")
            : throw new CommandLineException($"'{port}' is not a port; give a number from 0 (a free one) to 65535. {usage}");
}
