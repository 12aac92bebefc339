using System.Runtime.CompilerServices;

namespace RayFlow.Api.Tests.Cli;

/// <summary>Waits until a file of this name comes up somewhere below a folder.</summary>
internal sealed class FileThere : IDisposable
{
    private readonly TaskCompletionSource _there = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly FileSystemWatcher _watcher;

    public FileThere(string folder, string name)
    {
        _watcher = new FileSystemWatcher(folder, name) { IncludeSubdirectories = true };
        _watcher.Created += (_, _) => _there.TrySetResult();
        _watcher.EnableRaisingEvents = true;
    }

    public Task Task => _there.Task;

    public void Dispose() => _watcher.Dispose();
}

/// <summary>Waits until a file of this name that is below a folder is deleted.</summary>
internal sealed class FileGone : IDisposable
{
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly FileSystemWatcher _watcher;

    public FileGone(string folder, string name)
    {
        var file = Directory.EnumerateFiles(folder, name, SearchOption.AllDirectories).Single();
        _watcher = new FileSystemWatcher(Path.GetDirectoryName(file)!, name);
        _watcher.Deleted += (_, _) => _gone.TrySetResult();
        _watcher.EnableRaisingEvents = true;
    }

    public Task Task => _gone.Task;

    public void Dispose() => _watcher.Dispose();
}

/// <summary>A fact about signals, which Windows does not have.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactOnUnixAttribute : FactAttribute
{
    public FactOnUnixAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = OperatingSystem.IsWindows() ? "Windows has no signals." : null;
}
