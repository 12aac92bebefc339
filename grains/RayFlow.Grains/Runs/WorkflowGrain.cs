using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Failures;
using RayFlow.GrainInterfaces.Nodes;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Failures;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Storage;
using RayFlow.Storage.Journals;

namespace RayFlow.Grains.Runs;

/// <summary>
/// One run: wires its <see cref="RunLoop"/> to an activation. What comes in becomes an event for the loop and is answered when that is committed;
/// what is asked is answered from what is committed. It is also the grain of the run's variables, which are a part of its state.
/// </summary>
/// <remarks>Nearly every call interleaves: none of them keeps the state that it reads across a wait, except through the loop.</remarks>
internal sealed class WorkflowGrain(
    [PersistentState("journal", StorageNames.Runs)] IPersistentState<RunJournal> journal,
    StartRunHandler starter,
    RunOpener opener,
    ClosedRuns closed,
    RunEnvironment silo,
    LiveRuns live,
    StorageHealth health) : Grain, IWorkflowGrain, IVariableStoreGrain, IRunHost
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);
    private static readonly TimeSpan Unreadable = TimeSpan.FromSeconds(2);

    private RunLoop? _loop;
    private RunSummary? _closed;
    private IGrainTimer? _timer;
    private Task<RunLoop>? _reopening;
    private bool _isStarting;
    private TaskScheduler? _turns;

    private string RunId => field ??= this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (journal.State.Length > 0)
        {
            await OpenAsync(cancellationToken);
        }
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _loop?.Stop();
        live.Remove(this);
        return Task.CompletedTask;
    }

    /// <summary>The silo leaves: the run goes on elsewhere. Waits of callers end, so that nothing holds the activation. From any thread.</summary>
    public Task LeaveAsync() => Task.Factory.StartNew(() => _loop!.Stop(), CancellationToken.None, TaskCreationOptions.None, _turns!);

    public async Task<StartRunResult> StartAsync(StartRun request, CancellationToken cancellationToken)
    {
        if (_closed is not null || _loop is { Tail.HasEnded: true })
        {
            return new StartRunResult(Summary());
        }

        if (_loop is not null)
        {
            await ConfirmAsync(_loop.CommittedAsync(), cancellationToken);
            return new StartRunResult(Summary());
        }

        health.ThrowIfUnavailable();
        _isStarting = true;
        try
        {
            return await BeginAsync(request, cancellationToken);
        }
        finally
        {
            _isStarting = false;
        }
    }

    public Task<RunSummary?> GetAsync(CancellationToken cancellationToken)
    {
        LeaveIfUnknown();
        return Task.FromResult(_loop is null ? _closed : Summary());
    }

    public async Task<RunSummary?> WaitForEndAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (_loop is { } loop)
        {
            await loop.Tail.WaitForEndAsync(atMost, cancellationToken);
            loop.Go();
        }

        else if (_closed is { HasEnded: false })
        {
            // It cannot be replayed here: whoever waits for its end is not to ask again and again.
            await Task.Delay(atMost < Unreadable ? atMost : Unreadable, silo.Time, cancellationToken);
        }

        return await GetAsync(cancellationToken);
    }

    public async Task<TimelinePage?> ReadEventsAsync(long after, int limit, TimeSpan atMost, CancellationToken cancellationToken)
    {
        limit = Math.Clamp(limit, 1, 10_000);
        if (_loop is { } loop)
        {
            var page = await loop.Tail.ReadAsync(after, limit, atMost, cancellationToken);
            loop.Go();
            if (page is not null)
            {
                return page;
            }
        }

        return _loop is null && _closed is null ? null : await GrainFactory.GetGrain<IRunReaderGrain>(IRunReaderGrain.Key).ReadEventsAsync(RunId, after, limit, cancellationToken);
    }

    public async Task ReportAsync(NodeReport report, CancellationToken cancellationToken)
    {
        if (report.IsLost)
        {
            _loop?.Lost(report.FrameId, report.NodeIndex, report.Consumer, report.Attempt); // and if nobody hears of it, its lease ends
        }
        else if (_loop is { } loop && loop.Awaits(report.FrameId, report.NodeIndex, report.Consumer, report.Attempt))
        {
            await ConfirmAsync(loop.PostAsync(NodeReports.EventOf(report, silo)), cancellationToken);
        }
        else
        {
            await ForgettableAsync(cancellationToken);
        }
    }

    public async Task<bool> AwaitsAsync(long frameId, int nodeIndex, int consumer, int attempt, CancellationToken cancellationToken)
    {
        if (_loop is not { } loop || !loop.Awaits(frameId, nodeIndex, consumer, attempt))
        {
            await ForgettableAsync(cancellationToken);
            return false;
        }

        await ConfirmAsync(loop.FenceAsync(), cancellationToken);
        return loop.Awaits(frameId, nodeIndex, consumer, attempt);
    }

    public async Task ChildEndedAsync(ParentCall call, RunSummary child, CancellationToken cancellationToken)
    {
        if (_loop is { } loop && Awaited.IsChild(loop.Session.State, call.Frame, call.Node, call.Attempt))
        {
            await ConfirmAsync(loop.PostAsync(ChildRuns.EndOf(child, call, silo)), cancellationToken);
        }
        else
        {
            await ForgettableAsync(cancellationToken);
        }
    }

    public async Task<CommandResult> CommandAsync(RunCommand command, CancellationToken cancellationToken)
    {
        if (await GetAsync(cancellationToken) is not { } run)
        {
            return new CommandResult(null);
        }

        if (RunCommands.Refusal(command, run) is { } refusal)
        {
            return new CommandResult(run, refusal);
        }

        health.ThrowIfUnavailable();
        if (_loop is null && command is RunCommand.Cancel or RunCommand.Terminate)
        {
            return new CommandResult(_closed = await closed.TerminateAsync(RunId, RunCommands.TerminationReason, cancellationToken));
        }

        var loop = _loop ?? await (_reopening ??= ReopenAsync());
        await ConfirmAsync(loop.PostAsync(RunCommands.EventOf(command, silo.Time.GetUtcNow())), cancellationToken);
        return new CommandResult(Summary());
    }

    public async Task<CommandResult> SignalAsync(SendSignal signal, CancellationToken cancellationToken)
    {
        if (_loop is not { } loop || loop.Session.State.Outcome is not null)
        {
            return new CommandResult(await GetAsync(cancellationToken), "The run has ended or cannot go on here; a signal cannot reach it.");
        }

        health.ThrowIfUnavailable();
        var received = new SignalReceived { At = silo.Time.GetUtcNow(), Name = signal.Name, Payload = signal.Payload, SignalId = signal.SignalId };
        await ConfirmAsync(loop.PostAsync(received), cancellationToken);
        return new CommandResult(Summary());
    }

    public Task WakeAsync(CancellationToken cancellationToken)
    {
        LeaveIfUnknown();
        return _loop is null ? Task.CompletedTask : ConfirmAsync(_loop.WakeAsync(), cancellationToken);
    }

    Task<ValueMap> IVariableStoreGrain.GetAllAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_loop?.Session.State.VariableValues ?? ValueMap.Empty);

    async Task<VariableOutcome> IVariableStoreGrain.ApplyAsync(VariableOperation operation, CancellationToken cancellationToken)
    {
        var change = operation.ToEvent(silo.Time.GetUtcNow());
        if (_loop is { Session.State.Outcome: null } loop)
        {
            await ConfirmAsync(loop.PostAsync(change), cancellationToken);
        }

        return VariableOperations.Outcome(operation, _loop?.Session.State.AnswerTo(change));
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
                _loop!,
                new GrainTimerCreationOptions
                {
                    DueTime = after < TimeSpan.Zero ? TimeSpan.Zero : after < LongestTimer ? after : LongestTimer,
                    Period = Timeout.InfiniteTimeSpan,
                    Interleave = true,
                });
        }
    }

    void IRunHost.Leave() => DeactivateOnIdle();

    private async Task<StartRunResult> BeginAsync(StartRun request, CancellationToken cancellationToken)
    {
        var plan = live.IsFull && request.Parent is null
            ? StartRunHandler.Busy(live.Count)
            : await starter.PlanAsync(request, GrainFactory, cancellationToken);
        if (plan.Refusal is { } refusal)
        {
            DeactivateOnIdle();
            return refusal;
        }

        // Nothing is said before the start is committed. A database that goes away now leaves the caller with a refusal that may be repeated.
        var (loop, started) = (Open(plan.Session!), plan.Started!);
        await ConfirmAsync(
            request.IsCancelled ? loop.PostAsync(started, new RunTerminated { At = started.At, Reason = RunCommands.CallIsOver }) : loop.PostAsync(started),
            cancellationToken);
        return new StartRunResult(Summary());
    }

    /// <summary>Brings a run into memory, unless it has ended and nobody is owed anything, or cannot be replayed here: then its row tells of it.</summary>
    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        if ((_closed = await closed.FindAsync(RunId, cancellationToken)) is not null)
        {
            DelayDeactivation(TimeSpan.FromSeconds(10));
            return;
        }

        try
        {
            if (await opener.OpenAsync(RunId, journal.State, cancellationToken) is { } session)
            {
                var loop = Open(session);
                journal.State.ReleaseEntries();
                _ = loop.TakeUpAsync().ContinueWith(static failed => _ = failed.Exception, TaskContinuationOptions.OnlyOnFaulted); // the loop says why, and gives way
            }
        }
        catch (Exception failure) when (ClosedRuns.IsUnreadable(failure))
        {
            _closed = await closed.SuspendAsync(RunId, failure, cancellationToken);
        }
    }

    private async Task<RunLoop> ReopenAsync()
    {
        try
        {
            var loop = Open(await opener.ReopenAsync(RunId, journal.State.HasSnapshot, until: null));
            _closed = null;
            journal.State.ReleaseEntries();
            return loop;
        }
        finally
        {
            _reopening = null;
        }
    }

    private RunLoop Open(RunSession session)
    {
        _turns = TaskScheduler.Current;
        live.Add(this);
        return _loop = new RunLoop(
            RunId, session, new PersistentRunJournal(RunId, journal), new GrainPeers(GrainFactory), this, silo, until => opener.ReopenAsync(RunId, journal.State.HasSnapshot, until));
    }

    /// <summary>
    /// What was told comes twice or is late, and whoever tells it may forget it: but not before the first is in the journal, and never because the
    /// run cannot be replayed here, or has gone on in another activation which waits for just this.
    /// </summary>
    private async Task ForgettableAsync(CancellationToken cancellationToken)
    {
        if (_loop is { } loop)
        {
            await ConfirmAsync(loop.FenceAsync(), cancellationToken);
        }
        else if (_closed is { HasEnded: false })
        {
            throw new RunMovedException($"Run '{RunId}' cannot go on here at the moment; what it is told is kept until it can.");
        }
        else if (!await closed.IsOverAsync(RunId, cancellationToken))
        {
            DeactivateOnIdle();
            throw new RunMovedException($"Run '{RunId}' goes on in another activation than this one, which knows nothing of it. Ask again.");
        }
    }

    /// <summary>An activation of a run that does not exist would not notice that another one starts it: it stays no longer than it takes to say so.</summary>
    private void LeaveIfUnknown()
    {
        if (_loop is null && _closed is null && !_isStarting)
        {
            DeactivateOnIdle();
        }
    }

    /// <summary>Waits for a commit as long as a caller may be kept waiting.</summary>
    private Task ConfirmAsync(Task commit, CancellationToken cancellationToken) => commit.WaitAsync(silo.CommitPatience, silo.Time, cancellationToken).OrUnavailable();

    private RunSummary Summary() => _closed ?? _loop!.Summary();
}
