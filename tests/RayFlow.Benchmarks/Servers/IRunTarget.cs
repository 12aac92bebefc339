namespace RayFlow.Benchmarks.Servers;

/// <summary>A way to RayFlow: over HTTP to another process, or to the grains of this one.</summary>
internal interface IRunTarget : IAsyncDisposable
{
    /// <summary>Saves a flow under a name.</summary>
    Task SaveAsync(string name, byte[] document);

    /// <summary>Runs a saved flow to its end and answers with the run's id. A lane is used by one caller at a time.</summary>
    /// <exception cref="InvalidOperationException">The run did not complete.</exception>
    Task<string> RunAsync(int lane, string flow);

    /// <summary>Starts a saved flow and answers with the run's id once its start is committed.</summary>
    /// <param name="lane">As for <see cref="RunAsync"/>.</param>
    /// <param name="flow">Its name.</param>
    /// <param name="x">START's input of that name.</param>
    Task<Guid> StartAsync(int lane, string flow, double x);

    /// <summary>Sends a run the signal <c>go</c>.</summary>
    Task SignalAsync(int lane, Guid run);

    /// <summary>When the instances of a run's nodes settled, in the order in which they started.</summary>
    Task<IReadOnlyList<(string NodeId, DateTimeOffset At)>> SettledAsync(string runId);
}
