using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RayFlow.Hosting;
using RayFlow.Silo.Hosting;

namespace RayFlow.Silo.LocalClusters;

/// <summary>What <c>rayflow up --silos N</c> starts, and what it tells each process.</summary>
/// <param name="given">What the command line says.</param>
/// <param name="silos">How many silos.</param>
internal sealed class LocalClusterSettings(IReadOnlyDictionary<string, string?> given, int silos)
{
    private const string SilosSetting = "RayFlow:Up:Silos";
    private const string UrlsSetting = "urls";
    private const int Most = 64;

    // Each process has its own, or finds it in its environment.
    private static readonly string[] NotForSilos = [SilosSetting, UrlsSetting, "ConnectionStrings:RayFlow", "RayFlow:Cluster:SiloPort", "RayFlow:Cluster:GatewayPort"];
    private static readonly string[] NotForGateways = [SilosSetting, "ConnectionStrings:RayFlow"];

    /// <summary>How many silos there are to be.</summary>
    public int Silos => silos;

    /// <summary>What is asked for; null: one process with everything.</summary>
    /// <exception cref="CommandLineException">The arguments cannot be understood.</exception>
    public static LocalClusterSettings? Find(string[] args)
    {
        var given = SiloCommands.Up.Parse(args);
        if (!given.TryGetValue(SilosSetting, out var text))
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var silos) && silos is >= 1 and <= Most
            ? new LocalClusterSettings(given, silos)
            : throw new CommandLineException($"--silos is a number from 1 to {Most}, not '{text}'.");
    }

    /// <summary>The arguments of the next silo's program, with ports that are free now.</summary>
    public IEnumerable<string> SiloArguments() =>
    [
        ProgramFiles.Silo, SiloCommands.Silo, "--port", "0",
        "--RayFlow:Cluster:SiloPort", FreePort(), "--RayFlow:Cluster:GatewayPort", FreePort(),
        .. Rest(NotForSilos),
    ];

    /// <summary>The arguments of the gateway's program.</summary>
    public IEnumerable<string> GatewayArguments() =>
        [ProgramFiles.Gateway, "--urls", given.GetValueOrDefault(UrlsSetting) ?? RayFlowHost.DefaultUrl, .. Rest([.. NotForGateways, UrlsSetting])];

    /// <summary>What is told in the environment, since others may read a command line.</summary>
    public static IReadOnlyDictionary<string, string> Environment(string connectionString) => new Dictionary<string, string>
    {
        ["ConnectionStrings__RayFlow"] = connectionString,
        [ProcessLifetime.InputSetting.Replace(":", "__", StringComparison.Ordinal)] = "true",
    };

    private IEnumerable<string> Rest(string[] without) => given
        .Where(setting => !without.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
        .SelectMany(setting => (string[])[$"--{setting.Key}", setting.Value!]);

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
