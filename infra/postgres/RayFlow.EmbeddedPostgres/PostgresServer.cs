using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RayFlow.EmbeddedPostgres;

/// <summary>
/// A PostgreSQL server of our own on 127.0.0.1, with fsync on, in a private folder. Disposing it stops the server
/// (fast shutdown) and releases the folder.
/// </summary>
/// <remarks>
/// The server is a process of its own, outside our terminal's group: Ctrl+C does not reach it before we stop it, and it
/// survives our death by kill -9. The next start on the folder finds it and takes it over.
/// </remarks>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>The name of the superuser, and of the database that is made with the cluster.</summary>
    public const string Name = "rayflow";

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LookForDeath = TimeSpan.FromMilliseconds(250);
    private readonly PostgresServerOptions _options;
    private readonly DataFolder _folder;
    private readonly PostgresPrograms _programs;
    private ServerAccount _account = new([]);
    private Postmaster? _postmaster;
    private int _port;

    private PostgresServer(PostgresServerOptions options)
    {
        _options = options;
        _programs = PostgresPrograms.Locate(options.BinaryDirectory);
        _folder = DataFolder.Open(options.DataDirectory);
        _port = options.Port;
    }

    /// <summary>How Npgsql connects: as superuser to the database <see cref="Name"/>. Contains the password.</summary>
    public string ConnectionString => Connection(_port, _folder.ReadPassword());

    /// <summary>The TCP port on 127.0.0.1; the same for as long as this object lives.</summary>
    public int Port => _port;

    /// <summary>The id of the server's main process.</summary>
    public int ProcessId => _postmaster?.ProcessId ?? throw new InvalidOperationException("The server was not started.");

    /// <summary>Whether the server was found running, left by a process that died without stopping it.</summary>
    public bool WasRunning { get; private set; }

    internal static string Connection(int port, string password) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username={Name};Password={password};Database={Name}");

    /// <summary>Starts the server and returns when it accepts connections; the first start makes the cluster.</summary>
    /// <exception cref="PostgresServerException">
    /// The programs are missing, the folder is in use or not usable, or the server did not come up in time.
    /// </exception>
    public static async Task<PostgresServer> StartAsync(PostgresServerOptions options, CancellationToken cancellationToken)
    {
        var server = new PostgresServer(options);
        try
        {
            server._account = await ServerAccount.ChooseAsync(server._folder, server._programs, cancellationToken);
            await server.MakeClusterAsync(cancellationToken);
            await server.RunAsync(cancellationToken);
            return server;
        }
        catch
        {
            server._folder.Dispose();
            throw;
        }
    }

    /// <summary>Kills the server that a dead process may have left in a folder, and deletes the folder with all data.</summary>
    /// <exception cref="PostgresServerException">The folder is in use by a living process, or is not a server's.</exception>
    public static async Task DiscardAsync(string directory, CancellationToken cancellationToken)
    {
        using var folder = DataFolder.Open(directory);
        await DiscardAsync(folder, cancellationToken);
    }

    /// <summary>Stops the server: open transactions are rolled back, a checkpoint is written. The folder stays ours.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Running() is null)
        {
            return;
        }

        var stopped = await ControlAsync(["stop", "-m", "fast", "-w", "-t", Seconds], cancellationToken);
        if (stopped.ExitCode != 0 && Running() is not null)
        {
            throw new PostgresServerException($"The PostgreSQL server {ProcessId} did not stop in {Seconds} s: {stopped.Output}");
        }
    }

    /// <summary>Kills the server's main process (kill -9) and returns when it is gone, to show what a crash does.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        if (Running() is { } victim)
        {
            victim.Kill();
            await UntilAsync(() => !victim.IsAlive(), $"The PostgreSQL server {victim.ProcessId} did not die", cancellationToken);
        }
    }

    /// <summary>Kills the server and deletes its folder with all data: the quick end of a throwaway server.</summary>
    public async Task DiscardAsync(CancellationToken cancellationToken)
    {
        using (_folder)
        {
            await DiscardAsync(_folder, cancellationToken);
        }
    }

    /// <summary>Starts the server again on the same port after a stop or a crash; nothing happens if it runs.</summary>
    public Task RestartAsync(CancellationToken cancellationToken) => RunAsync(cancellationToken);

    /// <summary>
    /// Starts the server again, on the same port, whenever it dies, and tells so. Runs until it is cancelled; cancel and
    /// await it before the server is stopped.
    /// </summary>
    /// <exception cref="PostgresServerException">The server died and could not be started again.</exception>
    public async Task KeepRunningAsync(Action restarted, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(LookForDeath, cancellationToken);
            if (Running() is null)
            {
                await RunAsync(cancellationToken);
                restarted();
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync(CancellationToken.None);
        }
        finally
        {
            _folder.Dispose();
        }
    }

    private string Seconds => ((int)Math.Ceiling(_options.Timeout.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private async Task MakeClusterAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(_folder.Cluster))
        {
            return;
        }

        var made = _folder.UnfinishedCluster;
        if (Directory.Exists(made))
        {
            Directory.Delete(made, recursive: true);
        }

        string[] arguments = ["-D", made, "-U", Name, "--pwfile", _folder.PasswordFile, "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C"];
        (await ExecuteAsync(_programs.InitDb, arguments, null, cancellationToken)).Expect("initdb");
        (await ExecuteAsync(_programs.Server, ["--single", "-D", made, "postgres"], $"CREATE DATABASE {Name};\n", cancellationToken))
            .Expect("Creating the database");
        Directory.Move(made, _folder.Cluster);
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        WasRunning = await TakeOverAsync(cancellationToken);
        if (!WasRunning)
        {
            await LaunchAsync(cancellationToken);
        }
    }

    /// <summary>Takes over a server that runs, waiting while it starts or stops; false if there is none.</summary>
    private async Task<bool> TakeOverAsync(CancellationToken cancellationToken)
    {
        await UntilAsync(() => Running() is not { IsReady: false }, "The PostgreSQL server does not get ready", cancellationToken);
        if (Running() is not { } found)
        {
            return false;
        }

        _postmaster = found;
        if (_port != 0 && _port != found.Port)
        {
            await StopAsync(cancellationToken);
            return false;
        }

        _port = found.Port;
        return true;
    }

    private async Task LaunchAsync(CancellationToken cancellationToken)
    {
        var deadline = DateTime.UtcNow + _options.Timeout;
        var mayMove = _port == 0;
        while (true)
        {
            _port = mayMove ? FreePort() : _port;
            Postmaster.ForgetStranger(_folder.Cluster);
            ServerSettings.Write(_folder.Cluster, _port);
            var log = new ServerLog(_folder.Log);
            var started = await ControlAsync(["start", "-s", "-w", "-t", Seconds, "-l", _folder.Log], cancellationToken);
            if (await TakeOverAsync(cancellationToken))
            {
                return;
            }

            // Both pass by themselves: the processes of a killed server let go of its memory when they notice its death,
            // and a free port can be taken in the moment before we use it.
            if (!(log.SaysMemoryInUse || (mayMove && log.SaysAddressInUse)) || DateTime.UtcNow > deadline)
            {
                throw new PostgresServerException(
                    $"PostgreSQL did not start in '{_folder.Path}' on port {_port}: {started.Output}\n{log.Written()}".TrimEnd());
            }

            await Task.Delay(LookAgain, cancellationToken);
        }
    }

    private static async Task DiscardAsync(DataFolder folder, CancellationToken cancellationToken)
    {
        if (Postmaster.Read(folder.Cluster) is { } left)
        {
            left.Kill();
            while (left.IsAlive())
            {
                await Task.Delay(LookAgain, cancellationToken);
            }
        }

        Directory.Delete(folder.Path, recursive: true);
    }

    private Postmaster? Running() => Postmaster.Read(_folder.Cluster) is { } found && found.IsAlive() ? found : null;

    private Task<ProgramRun> ControlAsync(string[] arguments, CancellationToken cancellationToken) =>
        ExecuteAsync(_programs.Control, [.. arguments, "-D", _folder.Cluster], null, cancellationToken);

    private Task<ProgramRun> ExecuteAsync(string program, string[] arguments, string? input, CancellationToken cancellationToken) =>
        ProgramRun.ExecuteAsync(_account.Command(program, arguments), _folder.Path, input, cancellationToken);

    private async Task UntilAsync(Func<bool> condition, string otherwise, CancellationToken cancellationToken)
    {
        var deadline = DateTime.UtcNow + _options.Timeout;
        while (!condition())
        {
            if (DateTime.UtcNow > deadline)
            {
                throw new PostgresServerException($"{otherwise} in {Seconds} s. Its log is '{_folder.Log}'.");
            }

            await Task.Delay(LookAgain, cancellationToken);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
