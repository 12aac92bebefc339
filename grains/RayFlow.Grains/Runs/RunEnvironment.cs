using Microsoft.Extensions.Logging;
using RayFlow.Grains.Failures;
using RayFlow.Grains.Recovery;

namespace RayFlow.Grains.Runs;

/// <summary>What the loops of all runs of a silo have in common. Time and chance come from here and from nowhere else.</summary>
/// <param name="Owner">This start of this silo, as the index names it.</param>
/// <param name="Options">How runs are run.</param>
/// <param name="Time">The clock.</param>
/// <param name="Chance">A number from 0 to below 1, for the jitter of retries.</param>
/// <param name="Wakes">Takes runs that cannot go on here, to be woken again.</param>
/// <param name="Logger">The log.</param>
internal sealed record RunEnvironment(string Owner, RunOptions Options, TimeProvider Time, Func<double> Chance, IWakeQueue Wakes, ILogger Logger)
{
    /// <summary>How long a caller waits for a commit before it is told that the database is away.</summary>
    public TimeSpan CommitPatience { get; } = TimeSpan.FromSeconds(15);

    /// <summary>How calls between runs and nodes are repeated.</summary>
    public Retry Calls { get; } = new(Time, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), Chance);

    /// <summary>How commits are repeated while the database is away.</summary>
    public Retry Commits { get; } = new(Time, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1), Chance);
}
