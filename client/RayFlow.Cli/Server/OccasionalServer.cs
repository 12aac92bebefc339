using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace RayFlow.Cli.Server;

/// <summary>
/// A server that lives as long as one command: its own data folder below <c>.rayflow</c>, a free port. It ends when its standard input
/// does, so that it outlives nobody, and a Ctrl+C in the terminal is left to the command.
/// </summary>
internal sealed partial class OccasionalServer : IAsyncDisposable
{
    private const int KeptLines = 30;
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly DataSlot _data;
    private readonly ConcurrentQueue<string> _output = new();

    private OccasionalServer(Process process, DataSlot data) => (_process, _data) = (process, data);

    public Uri Address { get; private set; } = null!;

    public static async Task<OccasionalServer> StartAsync(DirectoryInfo? nodes, CancellationToken cancellation)
    {
        var data = DataSlot.Take(Path.Combine(Environment.CurrentDirectory, ".rayflow", "occasional"));
        var start = ServerPrograms.Silo(["--port", "0", "--data", data.Folder, .. nodes is null ? (string[])[] : ["--nodes", nodes.FullName]]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["RayFlow__StopWithInput"] = "true";
        var server = new OccasionalServer(Process.Start(start)!, data);
        try
        {
            server.Address = await server.WaitUntilReadyAsync(cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(StopPatience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _data.Dispose();
    }

    private async Task<Uri> WaitUntilReadyAsync(CancellationToken cancellation)
    {
        var ready = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.OutputDataReceived += (_, line) => Take(line.Data, ready);
        _process.ErrorDataReceived += (_, line) => Take(line.Data, ready);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var ended = _process.WaitForExitAsync(cancellation);
        var first = await Task.WhenAny(ready.Task, ended, Task.Delay(StartPatience, cancellation));
        cancellation.ThrowIfCancellationRequested();
        return first == ready.Task
            ? await ready.Task
            : throw new CliException(ExitCode.NoServer, $"A RayFlow server could not be started for the occasion. It said:\n{string.Join('\n', _output)}");
    }

    private void Take(string? line, TaskCompletionSource<Uri> ready)
    {
        if (line is null)
        {
            return;
        }

        _output.Enqueue(line);
        while (_output.Count > KeptLines)
        {
            _output.TryDequeue(out _);
        }

        if (ReadyLine().Match(line) is { Success: true } match)
        {
            ready.TrySetResult(new Uri(match.Groups[1].Value + "/"));
        }
    }

    [GeneratedRegex(@"^RayFlow is ready: (https?://\S+?)/?$")]
    private static partial Regex ReadyLine();
}
