using RayFlow.Engine.Running;

namespace RayFlow.Grains.Runs;

/// <summary>
/// How runs are run. Section <c>RayFlow:Runs</c> of the configuration. <see cref="Limits"/> are a run's own from its start to its end; a change of
/// the others takes effect for runs that come into memory afterwards.
/// </summary>
public sealed class RunOptions
{
    /// <summary>The longest deadline that a caller may ask for, in seconds; default 30 days. A longer one is refused.</summary>
    public double MaxTimeoutSeconds { get; set; } = 30 * 24 * 3600;

    /// <summary>The deadline of a run that asks for none, in seconds; default none.</summary>
    public double? DefaultTimeoutSeconds { get; set; }

    /// <summary>How often a node that runs in its grain is asked for, in seconds; default 5. A lost node is started again after at most this time.</summary>
    public double LeaseSeconds { get; set; } = 5;

    /// <summary>How many runs may be above a run; default 32.</summary>
    public int MaxDepth { get; set; } = 32;

    /// <summary>The largest value that a node may give, in bytes of JSON; default 4 MiB.</summary>
    public int MaxValueBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// A value that a node, a caller or a signal gives is stored by itself when its JSON has more bytes than this, once in its run however often it
    /// is mentioned; default 64 KiB. What was stored before a change stays as it is.
    /// </summary>
    public int LargeValueBytes { get; set; } = 64 * 1024;

    /// <summary>
    /// The least that is journaled between two snapshots of a run, in bytes; default 256 KiB. It is also at least what the last snapshot took. What
    /// is read when a run comes back into memory is about its state and this much.
    /// </summary>
    public int SnapshotBytes { get; set; } = 256 * 1024;

    /// <summary>Steps between two yields of a run's grain; default 20,000 (some milliseconds).</summary>
    public int StepsPerTurn { get; set; } = RunEngine.DefaultBudget;

    /// <summary>Events of a run that stay in memory while somebody reads; default 2,000. Earlier ones are rebuilt from the journal.</summary>
    public int EventsInMemory { get; set; } = 2_000;

    /// <summary>How long a waiting run stays in memory after it last did something, in seconds; default 5.</summary>
    public double KeepInMemorySeconds { get; set; } = 5;

    /// <summary>Bytes of histories and early events that a silo keeps for whoever reads runs, roughly; default 64 MiB.</summary>
    public long ReaderCacheBytes { get; set; } = 64 * 1024 * 1024;

    internal TimeSpan KeepInMemory => TimeSpan.FromSeconds(KeepInMemorySeconds);

    /// <summary>What one run may not exceed.</summary>
    public RunLimits Limits { get; set; } = new();
}
