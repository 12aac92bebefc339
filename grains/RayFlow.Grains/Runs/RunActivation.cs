using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Failures;
using RayFlow.GrainInterfaces.Nodes;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Failures;

namespace RayFlow.Grains.Runs;

/// <summary>
/// One run in one activation: what comes in becomes an event for its <see cref="RunLoop"/> and is answered when that is committed; what is asked is
/// answered from what is committed. A run that has ended, or cannot be replayed here, has no loop: its row tells of it.
/// </summary>
/// <remarks>Nearly every call interleaves: none of them keeps the state that it reads across a wait, except through the loop.</remarks>
internal sealed class RunActivation(string runId, IRunArchive archive, IRunJournal journal, IRunPeers peers, IRunHost host, RunEnvironment silo)
{
    private RunSummary? _closed;
    private Task<RunLoop>? _reopening;
    private bool _isStarting;

    /// <summary>What has the run; null: it is not in memory as a whole.</summary>
    public RunLoop? Loop { get; private set; }

    /// <summary>Brings a run into memory, unless it has ended and nobody is owed anything, or cannot be replayed here: then its row tells of it.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if ((_closed = await archive.FindClosedAsync(cancellationToken)) is not null)
        {
            return;
        }

        try
        {
            if (await archive.OpenAsync(cancellationToken) is { } session)
            {
                _ = Open(session).TakeUpAsync().ContinueWith(static failed => _ = failed.Exception, TaskContinuationOptions.OnlyOnFaulted); // the loop says why, and gives way
            }
        }
        catch (Exception failure) when (ClosedRuns.IsUnreadable(failure))
        {
            _closed = await archive.SuspendAsync(failure, cancellationToken);
        }
    }

    /// <summary>Starts the run, or finds it started; answers when the start is committed.</summary>
    public async Task<StartRunResult> StartAsync(StartRun request, CancellationToken cancellationToken)
    {
        if (_closed is null && Loop is { Tail.HasEnded: false } loop)
        {
            await ConfirmAsync(loop.CommittedAsync(), cancellationToken);
        }

        if (_closed is not null || Loop is not null)
        {
            return new StartRunResult(Summary());
        }

        archive.ThrowIfUnavailable();
        _isStarting = true;
        try
        {
            var plan = await archive.PlanAsync(request, cancellationToken);
            if (plan.Refusal is { } refusal)
            {
                host.Leave();
                return refusal;
            }

            // Nothing is said before the start is committed.
            await ConfirmAsync(Open(plan.Session!).PostAsync(StartRunHandler.FirstEvents(request, plan.Started!)), cancellationToken);
            return new StartRunResult(Summary());
        }
        finally
        {
            _isStarting = false;
        }
    }

    /// <summary>The run as far as it is committed; null if there is none: this activation, which would not notice that another one starts it, leaves then.</summary>
    public RunSummary? Get()
    {
        if (!IsKnown && !_isStarting)
        {
            host.Leave();
        }

        return Loop is null ? _closed : Summary();
    }

    /// <summary>Waits until the run has ended, a while has passed, or it leaves this activation.</summary>
    public async Task<RunSummary?> WaitForEndAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (Loop is { } loop)
        {
            await loop.Tail.WaitForEndAsync(atMost, cancellationToken);
            loop.Go();
        }
        else if (_closed is { HasEnded: false })
        {
            // It cannot be replayed here: whoever waits for its end is not to ask again and again.
            await Task.Delay(TimeSpan.FromSeconds(Math.Min(2, atMost.TotalSeconds)), silo.Time, cancellationToken);
        }

        return Get();
    }

    /// <summary>Whether there is anything to tell.</summary>
    public bool IsKnown => Loop is not null || _closed is not null;

    /// <summary>The outcome of an attempt. When this returns it is committed, or nobody waits for it any more.</summary>
    public Task ReportAsync(NodeReport report, CancellationToken cancellationToken)
    {
        if (report.IsLost)
        {
            Loop?.Lost(report.FrameId, report.NodeIndex, report.Consumer, report.Attempt); // and if nobody hears of it, its lease ends
            return Task.CompletedTask;
        }

        return Loop is { } loop && loop.Awaits(report.FrameId, report.NodeIndex, report.Consumer, report.Attempt)
            ? ConfirmAsync(loop.PostAsync(NodeReports.EventOf(report, silo)), cancellationToken)
            : ForgettableAsync(cancellationToken);
    }

    /// <summary>Whether an attempt is still to be begun; asked by an instance that was told late, and answered only once the database has confirmed it.</summary>
    public async Task<bool> AwaitsAsync(long frameId, int nodeIndex, int consumer, int attempt, CancellationToken cancellationToken)
    {
        if (Loop is not { } loop || !loop.Awaits(frameId, nodeIndex, consumer, attempt))
        {
            await ForgettableAsync(cancellationToken);
            return false;
        }

        await ConfirmAsync(loop.FenceAsync(), cancellationToken);
        return loop.Awaits(frameId, nodeIndex, consumer, attempt);
    }

    /// <summary>The end of a child. When this returns it is committed, or nobody waits for it any more.</summary>
    public Task ChildEndedAsync(ParentCall call, RunSummary child, CancellationToken cancellationToken) =>
        Loop is { } loop && Awaited.IsChild(loop.Session.State, call.Frame, call.Node, call.Attempt)
            ? ConfirmAsync(loop.PostAsync(ChildRuns.EndOf(child, call, silo)), cancellationToken)
            : ForgettableAsync(cancellationToken);

    /// <summary>Cancels, terminates, pauses, resumes or retries; answers when that is committed.</summary>
    public async Task<CommandResult> CommandAsync(RunCommand command, CancellationToken cancellationToken)
    {
        if (Get() is not { } run)
        {
            return new CommandResult(null);
        }

        if (RunCommands.Refusal(command, run, isInMemory: Loop is not null) is { } refusal)
        {
            return new CommandResult(run, refusal);
        }

        archive.ThrowIfUnavailable();
        if (Loop is null && command is RunCommand.Cancel or RunCommand.Terminate)
        {
            return new CommandResult(_closed = await archive.TerminateAsync(RunCommands.TerminationReason, cancellationToken));
        }

        if (Loop is null && await archive.FindClosedAsync(cancellationToken) is null)
        {
            host.Leave(); // it was deleted since it was looked at
            return new CommandResult(null);
        }

        var loop = Loop ?? await (_reopening ??= ReopenAsync());
        await ConfirmAsync(loop.PostAsync(RunCommands.EventOf(command, silo.Time.GetUtcNow())), cancellationToken);
        return new CommandResult(Summary());
    }

    /// <summary>Hands a signal in; answers when it is committed.</summary>
    public async Task<CommandResult> SignalAsync(SendSignal signal, CancellationToken cancellationToken)
    {
        if (Loop is not { Session.State.Outcome: null } loop)
        {
            return new CommandResult(Get(), "The run has ended or cannot go on here; a signal cannot reach it.");
        }

        archive.ThrowIfUnavailable();
        try
        {
            await ConfirmAsync(loop.PostAsync(RunCommands.EventOf(signal, silo.Time.GetUtcNow())), cancellationToken);
            return new CommandResult(Summary());
        }
        catch (SignalRefusedException refused)
        {
            return RunCommands.Answer(refused, Summary());
        }
    }

    /// <summary>Looks whether the run still is this activation's, and whether anything is due.</summary>
    public Task WakeAsync(CancellationToken cancellationToken) => Get() is not null && Loop is { } loop ? ConfirmAsync(loop.WakeAsync(), cancellationToken) : Task.CompletedTask;

    /// <summary>Changes a variable, or finds it changed; answers when that is committed.</summary>
    public async Task<VariableOutcome> ApplyAsync(VariableOperation operation, CancellationToken cancellationToken)
    {
        var change = operation.ToEvent(silo.Time.GetUtcNow());
        if (Loop is { Session.State.Outcome: null } loop)
        {
            await ConfirmAsync(loop.PostAsync(change), cancellationToken);
        }

        return VariableOperations.Outcome(operation, Loop?.Session.State.AnswerTo(change));
    }

    private async Task<RunLoop> ReopenAsync()
    {
        try
        {
            var loop = Open(await archive.ReopenAsync(until: null));
            _closed = null;
            return loop;
        }
        finally
        {
            _reopening = null;
        }
    }

    private RunLoop Open(RunSession session)
    {
        host.Enter();
        return Loop = new RunLoop(runId, session, journal, peers, host, silo, archive.ReopenAsync);
    }

    /// <summary>
    /// What was told comes twice or is late, and whoever tells it may forget it: but not before the first is in the journal, and never because the
    /// run cannot be replayed here, or has gone on in another activation which waits for just this.
    /// </summary>
    private async Task ForgettableAsync(CancellationToken cancellationToken)
    {
        if (Loop is { } loop)
        {
            await ConfirmAsync(loop.FenceAsync(), cancellationToken);
        }
        else if (_closed is { HasEnded: false })
        {
            throw new RunMovedException($"Run '{runId}' cannot go on here at the moment; what it is told is kept until it can.");
        }
        else if (!await archive.IsOverAsync(cancellationToken))
        {
            host.Leave();
            throw new RunMovedException($"Run '{runId}' goes on in another activation than this one, which knows nothing of it. Ask again.");
        }
    }

    private Task ConfirmAsync(Task commit, CancellationToken cancellationToken) => commit.ConfirmedAsync(silo.CommitPatience, silo.Time, cancellationToken);

    private RunSummary Summary() => _closed ?? Loop!.Summary();
}
