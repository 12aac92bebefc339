using System.Globalization;
using System.Net;
using System.Text.Json;
using RayFlow.EmbeddedPostgres;
using RayFlow.EndToEnd.Tests.Durability;
using RayFlow.EndToEnd.Tests.Processes;

namespace RayFlow.EndToEnd.Tests.Clusters;

/// <summary>A database for the silos and gateways of a test, and the ledger that their nodes write.</summary>
public sealed class ClusterOfProcesses : IAsyncDisposable
{
    private readonly string _folder;
    private readonly PostgresServer _server;
    private readonly List<SiloProcess> _started = [];
    private int _silos;

    private ClusterOfProcesses(string folder, PostgresServer server) => (_folder, _server) = (folder, server);

    /// <summary>Where nodes write their keys, with the process's id after it.</summary>
    public string Ledger => Path.Combine(_folder, "ledger");

    public string ConnectionString => _server.ConnectionString;

    public static async Task<ClusterOfProcesses> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("rayflow-cluster-").FullName;
        return new ClusterOfProcesses(folder, await PostgresServer.StartAsync(new PostgresServerOptions { DataDirectory = Path.Combine(folder, "server") }, CancellationToken.None));
    }

    public Task<SiloProcess> StartSiloAsync(params string[] further) => KeepAsync(SiloProcess.StartAsync(
    [
        "silo", "--RayFlow:Silo:DrainNoticeSeconds", "0", "--postgres", ConnectionString, "--data", Path.Combine(_folder, $"silo-{++_silos}"), "--nodes", LedgerFlow.Nodes,
        "--RayFlow:Cluster:SiloPort", Ports.Free(), "--RayFlow:Cluster:GatewayPort", Ports.Free(), .. further,
    ]));

    public Task<SiloProcess> StartGatewayAsync(params string[] further) =>
        KeepAsync(SiloProcess.StartGatewayAsync(["--postgres", ConnectionString, "--RayFlow:Gateway:DrainNoticeSeconds", "0", .. further]));

    /// <summary>What was written by whichever process: the keys of effects, once for each time that they were made.</summary>
    public IReadOnlyList<string> Effects() => [.. Directory.GetFiles(_folder, "ledger.*").SelectMany(File.ReadAllLines).Select(line => line.Split(' ')[0])];

    /// <summary>Waits until so many effects were made.</summary>
    public async Task EffectsAsync(int count)
    {
        using var watch = new FileSystemWatcher(_folder, "ledger.*");
        var changed = new SemaphoreSlim(0);
        watch.Changed += (_, _) => changed.Release();
        watch.EnableRaisingEvents = true;
        while (Effects().Count < count && await changed.WaitAsync(TimeSpan.FromSeconds(60)))
        {
        }
    }

    /// <summary>Asks until the answer has a status, and says something if that is asked for, and gives it.</summary>
    public static async Task<JsonElement> UntilAsync(HttpClient http, string path, HttpStatusCode status, string says = "")
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            using var answer = await http.GetAsync(path, patience.Token);
            var body = await answer.Content.ReadAsStringAsync(patience.Token);
            if (answer.StatusCode == status && body.Contains(says, StringComparison.Ordinal))
            {
                return JsonSerializer.Deserialize<JsonElement>(body);
            }

            await Task.Delay(100, patience.Token);
        }
    }

    /// <summary>The processes that a process has started and that live.</summary>
    public static IReadOnlyList<int> ChildrenOf(int process) =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && StatusOf(id) is { } status && status.Parent == process && status.State != "Z").Order(),
    ];

    /// <summary>Whether a process lives.</summary>
    public static bool IsAlive(int process) => StatusOf(process) is { State: not "Z" };

    /// <summary>Whatever a test that failed has left running ends here.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in _started.Where(process => IsAlive(process.ProcessId)))
        {
            await process.KillAsync();
        }

        await _server.DiscardAsync(CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<SiloProcess> KeepAsync(Task<SiloProcess> starting)
    {
        var started = await starting;
        _started.Add(started);
        return started;
    }

    private static (string State, int Parent)? StatusOf(int process)
    {
        try
        {
            var fields = File.ReadAllText($"/proc/{process}/stat");
            var rest = fields[(fields.LastIndexOf(')') + 2)..].Split(' ');
            return (rest[0], int.Parse(rest[1], CultureInfo.InvariantCulture));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
