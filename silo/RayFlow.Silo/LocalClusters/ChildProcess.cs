using System.Diagnostics;
using RayFlow.Hosting;

namespace RayFlow.Silo.LocalClusters;

/// <summary>
/// A process of a local cluster. What it says is passed on under its name. It ends when its standard input does, and so with this process, however
/// that ends.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    // What nodes have to finish, and what a host has to stop its parts.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly Process _process;
    private readonly TaskCompletionSource<string?> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(string name, Process process) => (Name, _process) = (name, process);

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>Starts one.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="arguments">The program and its arguments.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    public static ChildProcess Start(string name, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(ProgramFiles.DotNet, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        var child = new ChildProcess(name, Process.Start(start)!);
        child.Listen();
        return child;
    }

    /// <summary>Where it listens, once it does; null if it ended before.</summary>
    public Task<string?> ReadyAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    /// <summary>Its exit code, once it has ended.</summary>
    public async Task<int> ExitCodeAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private void Listen()
    {
        _process.OutputDataReceived += (_, line) => Take(line.Data, Console.Out);
        _process.ErrorDataReceived += (_, line) => Take(line.Data, Console.Error);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _ = EndAsync();

        async Task EndAsync()
        {
            await _process.WaitForExitAsync();
            _ready.TrySetResult(null);
        }
    }

    private void Take(string? line, TextWriter to)
    {
        if (line?.StartsWith(ProgramFrame.Ready, StringComparison.Ordinal) == true)
        {
            _ready.TrySetResult(line[ProgramFrame.Ready.Length..]);
            line = $"listens on {line[ProgramFrame.Ready.Length..]}";
        }

        if (line is { Length: > 0 })
        {
            to.WriteLine($"{Name}: {line}");
        }
    }
}
