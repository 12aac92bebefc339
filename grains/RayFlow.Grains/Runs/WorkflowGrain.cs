using RayFlow.GrainInterfaces.Nodes;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Clusters;
using RayFlow.Model.Values;
using RayFlow.Storage;
using RayFlow.Storage.Journals;

namespace RayFlow.Grains.Runs;

/// <summary>
/// One run: the wiring of its <see cref="RunActivation"/> to Orleans. It is also the grain of the run's variables, which are a part of its state.
/// </summary>
[TakesRuns]
internal sealed class WorkflowGrain(
    [PersistentState("journal", StorageNames.Runs)] IPersistentState<RunJournal> journal, RunArchiveParts archive, RunEnvironment silo, LiveRuns live)
    : Grain, IWorkflowGrain, IVariableStoreGrain, IRunHost
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);
    private static readonly TimeSpan WithoutLoop = TimeSpan.FromSeconds(10);

    private RunActivation _run = null!;
    private IGrainTimer? _timer;
    private TaskScheduler? _turns;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var runId = this.GetPrimaryKeyString();
        _run = new RunActivation(
            runId, new SiloRunArchive(runId, journal, GrainFactory, archive), new PersistentRunJournal(runId, journal), new GrainPeers(GrainFactory), this, silo);
        if (journal.State.Length > 0)
        {
            await _run.OpenAsync(cancellationToken);
            if (_run.Loop is null)
            {
                DelayDeactivation(WithoutLoop);
            }
        }
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _run.Loop?.Stop();
        live.Remove(this);
        return Task.CompletedTask;
    }

    /// <summary>The silo leaves: the run goes on elsewhere. Waits of callers end, so that nothing holds the activation. From any thread.</summary>
    public Task LeaveAsync() => Task.Factory.StartNew(() => _run.Loop!.Stop(), CancellationToken.None, TaskCreationOptions.None, _turns!);

    public Task<StartRunResult> StartAsync(StartRun request, CancellationToken cancellationToken) => _run.StartAsync(request, cancellationToken);

    public Task<RunSummary?> GetAsync(CancellationToken cancellationToken) => Task.FromResult(_run.Get());

    public Task<RunSummary?> WaitForEndAsync(TimeSpan atMost, CancellationToken cancellationToken) => _run.WaitForEndAsync(atMost, cancellationToken);

    public async Task<TimelinePage?> ReadEventsAsync(long after, int limit, TimeSpan atMost, CancellationToken cancellationToken)
    {
        limit = Math.Clamp(limit, 1, 10_000);
        if (_run.Loop is { } loop)
        {
            var page = await loop.Tail.ReadAsync(after, limit, atMost, cancellationToken);
            loop.Go();
            if (page is not null)
            {
                return page;
            }
        }

        return _run.IsKnown ? await GrainFactory.GetGrain<IRunReaderGrain>(IRunReaderGrain.Key).ReadEventsAsync(this.GetPrimaryKeyString(), after, limit, cancellationToken) : null;
    }

    public Task ReportAsync(NodeReport report, CancellationToken cancellationToken) => _run.ReportAsync(report, cancellationToken);

    public Task<bool> AwaitsAsync(long frameId, int nodeIndex, int consumer, int attempt, CancellationToken cancellationToken) =>
        _run.AwaitsAsync(frameId, nodeIndex, consumer, attempt, cancellationToken);

    public Task ChildEndedAsync(ParentCall call, RunSummary child, CancellationToken cancellationToken) => _run.ChildEndedAsync(call, child, cancellationToken);

    public Task<CommandResult> CommandAsync(RunCommand command, CancellationToken cancellationToken) => _run.CommandAsync(command, cancellationToken);

    public Task<CommandResult> SignalAsync(SendSignal signal, CancellationToken cancellationToken) => _run.SignalAsync(signal, cancellationToken);

    public Task WakeAsync(CancellationToken cancellationToken) => _run.WakeAsync(cancellationToken);

    Task<ValueMap> IVariableStoreGrain.GetAllAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_run.Loop?.Session.State.VariableValues ?? ValueMap.Empty);

    Task<VariableOutcome> IVariableStoreGrain.ApplyAsync(VariableOperation operation, CancellationToken cancellationToken) => _run.ApplyAsync(operation, cancellationToken);

    void IRunHost.Enter()
    {
        _turns = TaskScheduler.Current;
        live.Add(this);
    }

    void IRunHost.Stay() => DelayDeactivation(Longest);

    void IRunHost.Rest(DateTimeOffset? wakeAt)
    {
        _timer?.Dispose();
        _timer = null;
        DelayDeactivation(Longest); // it leaves when the loop says so
        if (wakeAt is { } due)
        {
            var after = due - silo.Time.GetUtcNow();
            _timer = this.RegisterGrainTimer(
                static (loop, _) =>
                {
                    loop.Go();
                    return Task.CompletedTask;
                },
                _run.Loop!,
                new GrainTimerCreationOptions
                {
                    DueTime = after < TimeSpan.Zero ? TimeSpan.Zero : after < LongestTimer ? after : LongestTimer,
                    Period = Timeout.InfiniteTimeSpan,
                    Interleave = true,
                });
        }
    }

    void IRunHost.Leave() => DeactivateOnIdle();
}
