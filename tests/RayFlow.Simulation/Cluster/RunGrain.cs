using RayFlow.GrainInterfaces.Nodes;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Failures;
using RayFlow.Grains.Runs;
using RayFlow.Model.Runs;
using RayFlow.Simulation.Databases;
using RayFlow.Simulation.Faults;
using RayFlow.Simulation.Mistakes;

namespace RayFlow.Simulation.Cluster;

/// <summary>What <see cref="WorkflowGrain"/> is in a silo: the wiring of the same <see cref="RunActivation"/>, to the simulation.</summary>
internal sealed class RunGrain : SimGrain, IRunHost
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);
    private static readonly TimeSpan WithoutLoop = TimeSpan.FromSeconds(10);

    private readonly SimJournal _journal;
    private readonly RunActivation _run;
    private readonly MistakenRun? _mistaken;
    private ITimer? _timer;

    public RunGrain(SimSilo silo, string key, string runId)
        : base(silo, key)
    {
        RunId = runId;
        _mistaken = silo.Cluster.Mistake == Mistake.None ? null : new MistakenRun(silo.Cluster.Mistake, silo, runId);
        _journal = new SimJournal(silo.Database, silo.Process, runId);
        IRunPeers peers = new SimPeers(silo);
        _run = new RunActivation(
            runId, new RunOpening(silo, runId, _journal), _mistaken?.Wrap(_journal) ?? _journal, _mistaken?.Wrap(peers) ?? peers, this, silo.Environment);
    }

    /// <summary>The run.</summary>
    public string RunId { get; }

    /// <summary>The loop that has it; null: it is not in memory as a whole.</summary>
    public RunLoop? Loop => _run.Loop;

    /// <summary>What the grain of a run is found by.</summary>
    public static string KeyOf(string runId) => $"r/{runId}";

    public Task<StartRunResult> StartAsync(StartRun request) => _run.StartAsync(request, CancellationToken.None);

    public Task<RunSummary?> GetAsync() => Task.FromResult(_run.Get());

    public async Task<RunSummary?> WaitForEndAsync(TimeSpan atMost)
    {
        if (Loop is { } loop && _mistaken?.WaitAsync(loop, atMost) is { } mistaken)
        {
            await mistaken;
            loop.Go();
            return _run.Get();
        }

        return await _run.WaitForEndAsync(atMost, CancellationToken.None);
    }

    public Task ReportAsync(NodeReport report) => Posted(_run.ReportAsync(report, CancellationToken.None));

    public Task<bool> AwaitsAsync(StartNode request) => _run.AwaitsAsync(request.FrameId, request.NodeIndex, request.Consumer, request.Attempt, CancellationToken.None);

    public Task ChildEndedAsync(ParentCall call, RunSummary child) => Posted(_run.ChildEndedAsync(call, child, CancellationToken.None));

    public Task<CommandResult> CommandAsync(RunCommand command)
    {
        if (Loop is { } loop)
        {
            _mistaken?.BeforeCommand(command, loop);
        }

        return _run.CommandAsync(command, CancellationToken.None);
    }

    public Task<CommandResult> SignalAsync(SendSignal signal) => _run.SignalAsync(signal, CancellationToken.None);

    /// <summary>An event that no version of RayFlow should make, and at which the engine fails.</summary>
    public Task PoisonAsync() => Loop is { } loop
        ? loop.PostAsync(_mistaken?.Poison(loop.Session.State) ?? Poison.Event(Silo.Time.GetUtcNow())).ConfirmedAsync(Silo.Environment.CommitPatience, Silo.Time, CancellationToken.None)
        : Task.CompletedTask;

    public Task WakeAsync() => _run.WakeAsync(CancellationToken.None);

    public Task<VariableOutcome> ApplyAsync(VariableOperation operation) => _run.ApplyAsync(operation, CancellationToken.None);

    void IRunHost.Enter() => Silo.Trace.Add($"{Silo.Name} opens {RunId[..6]} at {_journal.Length}");

    void IRunHost.Stay() => Keep(Longest);

    void IRunHost.Rest(DateTimeOffset? wakeAt)
    {
        _timer?.Dispose();
        _timer = null;
        Keep(Longest);
        if (wakeAt is { } due)
        {
            var after = due - Silo.Time.GetUtcNow();
            var loop = Loop!;
            _timer = Silo.Time.CreateTimer(
                _ => Turns.Post(loop.Go),
                null,
                after < TimeSpan.Zero ? TimeSpan.Zero : after < LongestTimer ? after : LongestTimer,
                Timeout.InfiniteTimeSpan);
        }
    }

    void IRunHost.Leave() => DeactivateOnIdle();

    protected override async Task OnActivateAsync()
    {
        await _journal.ReadAsync();
        if (_journal.Length > 0)
        {
            await _run.OpenAsync(CancellationToken.None);
            if (Loop is null)
            {
                Keep(WithoutLoop);
            }
        }
    }

    protected override Task OnDeactivateAsync()
    {
        Loop?.Stop();
        _timer?.Dispose();
        return Task.CompletedTask;
    }

    private Task Posted(Task answered) => _mistaken?.Posted(answered) ?? answered;
}
