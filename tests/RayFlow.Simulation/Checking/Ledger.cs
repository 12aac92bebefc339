using RayFlow.GrainInterfaces.Nodes;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Values;
using RayFlow.Simulation.Cluster;
using RayFlow.Simulation.Databases;
using RayFlow.Simulation.Scheduling;

namespace RayFlow.Simulation.Checking;

/// <summary>What happened outside the cluster, in order: effects that were made, and what callers were promised.</summary>
internal sealed class Ledger(Simulator simulator, SimDatabase database)
{
    private readonly List<Execution> _executions = [];
    private readonly List<Promise> _promises = [];
    private readonly List<(TimeSpan From, TimeSpan To)> _troubles = [];

    /// <summary>The effects, in the order in which they began.</summary>
    public IReadOnlyList<Execution> Executions => _executions;

    /// <summary>What was acknowledged, in order.</summary>
    public IReadOnlyList<Promise> Promises => _promises;

    /// <summary>When anything was wrong, from and to.</summary>
    public IReadOnlyList<(TimeSpan From, TimeSpan To)> Troubles => _troubles;

    /// <summary>An effect begins.</summary>
    public Execution Begin(string key, StartNode request, TimeSpan handedAt, SimSilo silo)
    {
        var execution = new Execution(key, request, silo, handedAt, simulator.Now, database.NextOrder());
        _executions.Add(execution);
        simulator.Trace.Add($"{silo.Name} begins {Short(key)}#{request.Attempt}");
        return execution;
    }

    /// <summary>A silo has ended: what ran there will never be heard of.</summary>
    public void Lost(SimSilo silo)
    {
        foreach (var execution in _executions)
        {
            if (execution.Silo == silo && execution.Fate == Fate.Runs)
            {
                execution.Fate = Fate.Lost;
            }
        }
    }

    /// <summary>Somebody was told that something is done.</summary>
    public void Acknowledge(PromiseKind kind, string runId, string detail = "", Value payload = default)
    {
        _promises.Add(new Promise(kind, runId, detail, payload, simulator.Now, database.NextOrder()));
        simulator.Trace.Add($"acknowledged: {kind} {runId[..6]} {detail}");
    }

    /// <summary>Whether anything was wrong between two times, or shortly before.</summary>
    public bool WasTroubled(TimeSpan from, TimeSpan to) => _troubles.Exists(trouble => trouble.From <= to && trouble.To >= from);

    /// <summary>Something is wrong for a time.</summary>
    public void Trouble(TimeSpan time) => _troubles.Add((simulator.Now, simulator.Now + time));

    /// <summary>A key as the trace has it.</summary>
    public static string Short(string key) => key[..6] + key[32..];
}

/// <summary>An effect as it was made once.</summary>
/// <param name="key">The idempotency key.</param>
/// <param name="request">What was asked for.</param>
/// <param name="silo">Where.</param>
/// <param name="handedAt">When it was handed over.</param>
/// <param name="beganAt">When it began.</param>
/// <param name="order">Its place among everything that happened.</param>
internal sealed class Execution(string key, StartNode request, SimSilo silo, TimeSpan handedAt, TimeSpan beganAt, long order)
{
    public string Key => key;

    public StartNode Request => request;

    public SimSilo Silo => silo;

    public TimeSpan HandedAt => handedAt;

    public TimeSpan BeganAt => beganAt;

    public long Order => order;

    /// <summary>What became of it.</summary>
    public Fate Fate { get; set; }

    /// <summary>When its report was acknowledged, among everything that happened; null: it was not.</summary>
    public long? AcknowledgedAt { get; set; }

    public override string ToString() => $"{Ledger.Short(key)}#{request.Attempt} on {silo.Name} at {beganAt.TotalSeconds:F4} ({Fate})";
}

/// <summary>What became of an execution.</summary>
internal enum Fate
{
    /// <summary>It runs, or tries to report.</summary>
    Runs,

    /// <summary>It came to its end.</summary>
    Done,

    /// <summary>It was cancelled, or its node instance left.</summary>
    Cancelled,

    /// <summary>Its silo ended.</summary>
    Lost,
}

/// <summary>What was acknowledged.</summary>
/// <param name="Kind">What.</param>
/// <param name="RunId">Of which run.</param>
/// <param name="Detail">Which, such as a signal's id.</param>
/// <param name="Payload">What came with it.</param>
/// <param name="At">When.</param>
/// <param name="Order">Its place among everything that happened.</param>
internal sealed record Promise(PromiseKind Kind, string RunId, string Detail, Value Payload, TimeSpan At, long Order);

/// <summary>Kinds of what is acknowledged.</summary>
internal enum PromiseKind
{
    /// <summary>A run was accepted.</summary>
    Start,

    /// <summary>A signal was taken.</summary>
    Signal,

    /// <summary>A command was taken.</summary>
    Command,

    /// <summary>A change of a variable was answered.</summary>
    Variable,

    /// <summary>An event was emitted.</summary>
    Emission,
}
