using System.Globalization;
using System.Runtime.InteropServices;
using RayFlow.Hosting;
using RayFlow.Silo.Hosting;

namespace RayFlow.Silo.LocalClusters;

/// <summary>
/// <c>rayflow up --silos N</c>: a database, so many silos and a gateway on this machine, each a process. It ends with all of them, and they end with
/// it however that ends; one that ends by itself is started again.
/// </summary>
internal sealed class LocalCluster(LocalClusterSettings settings, Database database) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly List<ChildProcess> _silos = [];
    private ChildProcess? _gateway;

    /// <summary>Whether the arguments of <c>rayflow up</c> ask for silos of their own.</summary>
    /// <exception cref="CommandLineException">The arguments cannot be understood.</exception>
    public static bool IsAskedFor(string[] args) => LocalClusterSettings.Find(args) is not null;

    /// <summary>Runs until SIGINT or SIGTERM.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        using var stop = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var asked = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var configuration = RayFlowHost.CreateBuilder(args).Configuration;
        await using var database = await Database.OpenAsync(configuration, RayFlowHost.DirectoryOf(configuration), stop.Token);
        await database.PrepareAsync(() => WaitingRoom.StartAsync(configuration, stop.Token), stop.Token);
        var keeping = database.Server?.KeepRunningAsync(static () => Console.Error.WriteLine("The embedded database had ended and was started again."), stop.Token) ?? Task.CompletedTask;
        await using var cluster = new LocalCluster(LocalClusterSettings.Find(args)!, database);
        var exitCode = await cluster.ServeAsync(stop.Token);
        await stop.CancelAsync();
        await keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return exitCode;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    /// <summary>The gateway ends first, so that nobody asks for what silos that leave would have to refuse.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_gateway is { } gateway)
        {
            await gateway.DisposeAsync();
        }

        await Task.WhenAll(_silos.Select(silo => silo.DisposeAsync().AsTask()));
    }

    /// <summary>Starts everything, keeps it running until it is to stop, and says how it ended.</summary>
    private async Task<int> ServeAsync(CancellationToken stop)
    {
        try
        {
            for (var number = 1; number <= settings.Silos; number++)
            {
                _silos.Add(StartSilo(number));
            }

            _gateway = StartGateway();
            foreach (var process in (ChildProcess[])[.. _silos, _gateway])
            {
                if (await process.ReadyAsync(stop) is null)
                {
                    return await process.ExitCodeAsync(stop); // it has said why
                }
            }

            var url = await _gateway.ReadyAsync(stop);
            await AnswersAsync(url!, stop);
            Console.WriteLine($"{ProgramFrame.Ready}{url}");
            await Task.WhenAll([KeepAsync(_gateway, started => _gateway = started, StartGateway, stop), .. Enumerable.Range(0, settings.Silos).Select(KeepSiloAsync)]);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // As asked.
        }

        return 0;

        Task KeepSiloAsync(int index) => KeepAsync(_silos[index], started => _silos[index] = started, () => StartSilo(index + 1), stop);
    }

    private static async Task KeepAsync(ChildProcess process, Action<ChildProcess> started, Func<ChildProcess> start, CancellationToken stop)
    {
        while (true)
        {
            var exitCode = await process.ExitCodeAsync(stop);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{process.Name} ended with exit code {exitCode}, and is started again."));
            await process.DisposeAsync();
            await Task.Delay(Pause, stop);
            started(process = start());
        }
    }

    /// <summary>Waits until the gateway has found the silos.</summary>
    private static async Task AnswersAsync(string url, CancellationToken stop)
    {
        using var http = new HttpClient();
        for (var isReady = false; !isReady; await Task.Delay(isReady ? TimeSpan.Zero : TimeSpan.FromMilliseconds(100), stop))
        {
            using var answer = await http.GetAsync(new Uri(new Uri(url), "/health/ready"), stop);
            isReady = answer.IsSuccessStatusCode;
        }
    }

    private ChildProcess StartSilo(int number) => ChildProcess.Start(
        $"silo {number}", settings.SiloArguments(), LocalClusterSettings.Environment(database.ConnectionString));

    private ChildProcess StartGateway() => ChildProcess.Start("gateway", settings.GatewayArguments(), LocalClusterSettings.Environment(database.ConnectionString));
}
