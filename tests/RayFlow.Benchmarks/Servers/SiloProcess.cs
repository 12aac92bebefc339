using System.Diagnostics;
using System.Text;

namespace RayFlow.Benchmarks.Servers;

/// <summary>The silo as users run it, in a process of its own on a free port.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private const string Ready = "RayFlow is ready: ";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SiloProcess(Process process) => _process = process;

    /// <summary>The program: the one that <c>./rayflow up</c> runs, compiled ahead of time, else the one that was built beside this one.</summary>
    public static string Program { get; } = Path.GetFullPath(Path.Combine(
        Environment.GetEnvironmentVariable("RAYFLOW_BUILD") is { Length: > 0 } build
            ? Path.Combine(build, "RayFlow.Silo")
            : Path.Combine(AppContext.BaseDirectory, "..", "..", "RayFlow.Silo", new DirectoryInfo(AppContext.BaseDirectory).Name),
        "RayFlow.Silo.dll"));

    /// <summary>Where its API is.</summary>
    public Uri Url => _ready.Task.Result;

    /// <summary>The processor time that it has taken.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The memory that it has.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts one and waits until it is ready.</summary>
    public static async Task<SiloProcess> StartAsync(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments, "--RayFlow:StopWithInput", "true"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        var silo = new SiloProcess(Process.Start(start)!);
        silo.Listen();
        try
        {
            await silo._ready.Task.WaitAsync(Patience);
            return silo;
        }
        catch
        {
            await silo.KillAsync();
            throw;
        }
    }

    /// <summary>Kills it without a chance to say anything (SIGKILL).</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close(); // it was told to stop then
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Listen()
    {
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException($"RayFlow ended: {_output}"));
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        if (line.StartsWith(Ready, StringComparison.Ordinal))
        {
            _ready.TrySetResult(new Uri(line[Ready.Length..]));
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
        }

        Console.Error.WriteLine($"silo: {line}");
    }
}
