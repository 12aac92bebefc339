using System.Collections.Concurrent;

namespace Orleans.Tests;

/// <summary>What tests and grains wait on, by name. Silos of a test cluster are in the test's process.</summary>
internal static class Gates
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly ConcurrentDictionary<string, TaskCompletionSource> Known = new();

    public static void Open(string name) => Of(name).TrySetResult();

    /// <summary>Waits without a limit; for grains.</summary>
    public static Task Passed(string name) => Of(name).Task;

    /// <summary>Waits as long as a test waits before it fails.</summary>
    public static Task Reached(string name) => Of(name).Task.WaitAsync(Patience);

    public static bool IsOpen(string name) => Of(name).Task.IsCompleted;

    private static TaskCompletionSource Of(string name) => Known.GetOrAdd(name, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
