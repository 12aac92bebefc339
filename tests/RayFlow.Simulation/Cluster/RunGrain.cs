using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Failures;
using RayFlow.GrainInterfaces.Nodes;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Runs;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Simulation.Checking;
using RayFlow.Simulation.Databases;
using RayFlow.Simulation.Mistakes;

namespace RayFlow.Simulation.Cluster;

/// <summary>
/// What <see cref="WorkflowGrain"/> does, around the same <see cref="RunLoop"/>: it follows that class method by method. Where the two differ, the
/// simulation proves nothing.
/// </summary>
internal sealed class RunGrain : SimGrain, IRunHost
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);
    private static readonly TimeSpan Unreadable = TimeSpan.FromSeconds(2);

    private readonly SimJournal _journal;
    private readonly RunOpening _opening;
    private readonly MistakenRun? _mistaken;
    private RunLoop? _loop;
    private RunSummary? _closed;
    private ITimer? _timer;
    private Task<RunLoop>? _reopening;
    private bool _isStarting;

    public RunGrain(SimSilo silo, string key, string runId)
        : base(silo, key)
    {
        RunId = runId;
        _journal = new SimJournal(silo.Database, silo.Process, runId);
        _opening = new RunOpening(silo, runId);
        _mistaken = silo.Cluster.Mistake == Mistake.None ? null : new MistakenRun(silo.Cluster.Mistake, silo, runId);
    }

    /// <summary>The run.</summary>
    public string RunId { get; }

    /// <summary>The loop that has it; null: it is not in memory as a whole.</summary>
    public RunLoop? Loop => _loop;

    /// <summary>What the grain of a run is found by.</summary>
    public static string KeyOf(string runId) => $"r/{runId}";

    public async Task<StartRunResult> StartAsync(StartRun request)
    {
        if (_closed is not null || _loop is { Tail.HasEnded: true })
        {
            return new StartRunResult(Summary());
        }

        if (_loop is not null)
        {
            await ConfirmAsync(_loop.CommittedAsync());
            return new StartRunResult(Summary());
        }

        ThrowIfUnavailable();
        _isStarting = true;
        try
        {
            return await BeginAsync(request);
        }
        finally
        {
            _isStarting = false;
        }
    }

    public Task<RunSummary?> GetAsync()
    {
        LeaveIfUnknown();
        return Task.FromResult(_loop is null ? _closed : Summary());
    }

    public async Task<RunSummary?> WaitForEndAsync(TimeSpan atMost)
    {
        if (_loop is { } loop)
        {
            await (_mistaken?.WaitAsync(loop, atMost) ?? loop.Tail.WaitForEndAsync(atMost, CancellationToken.None));
            loop.Go();
        }
        else if (_closed is { HasEnded: false })
        {
            await Task.Delay(atMost < Unreadable ? atMost : Unreadable, Silo.Time);
        }

        return await GetAsync();
    }

    public async Task ReportAsync(NodeReport report)
    {
        if (_loop is { } loop && loop.Awaits(report.FrameId, report.NodeIndex, report.Consumer, report.Attempt))
        {
            await ConfirmAsync(Posted(loop.PostAsync(NodeReports.EventOf(report, Silo.Environment))));
        }
        else
        {
            await ForgettableAsync();
        }
    }

    public async Task<bool> AwaitsAsync(StartNode request)
    {
        var (frame, node, consumer, attempt) = (request.FrameId, request.NodeIndex, request.Consumer, request.Attempt);
        if (_loop is not { } loop || !loop.Awaits(frame, node, consumer, attempt))
        {
            await ForgettableAsync();
            return false;
        }

        await ConfirmAsync(loop.FenceAsync());
        return loop.Awaits(frame, node, consumer, attempt);
    }

    public async Task ChildEndedAsync(ParentCall call, RunSummary child)
    {
        if (_loop is { } loop && Awaited.IsChild(loop.Session.State, call.Frame, call.Node, call.Attempt))
        {
            await ConfirmAsync(Posted(loop.PostAsync(ChildRuns.EndOf(child, call, Silo.Environment))));
        }
        else
        {
            await ForgettableAsync();
        }
    }

    public async Task<CommandResult> CommandAsync(RunCommand command)
    {
        if (await GetAsync() is not { } run)
        {
            return new CommandResult(null);
        }

        if (RunCommands.Refusal(command, run) is { } refusal)
        {
            return new CommandResult(run, refusal);
        }

        ThrowIfUnavailable();
        if (_loop is null && command is RunCommand.Cancel or RunCommand.Terminate)
        {
            return new CommandResult(_closed = await _opening.TerminateAsync(RunCommands.TerminationReason));
        }

        var loop = _loop ?? await (_reopening ??= ReopenAsync());
        _mistaken?.BeforeCommand(command, loop);
        await ConfirmAsync(loop.PostAsync(RunCommands.EventOf(command, Silo.Time.GetUtcNow())));
        return new CommandResult(Summary());
    }

    public async Task<CommandResult> SignalAsync(SendSignal signal)
    {
        if (_loop is not { } loop || loop.Session.State.Outcome is not null)
        {
            return new CommandResult(await GetAsync(), "The run has ended or cannot go on here; a signal cannot reach it.");
        }

        ThrowIfUnavailable();
        var received = new SignalReceived { At = Silo.Time.GetUtcNow(), Name = signal.Name, Payload = signal.Payload, SignalId = signal.SignalId };
        try
        {
            await ConfirmAsync(loop.PostAsync(received));
            return new CommandResult(Summary());
        }
        catch (SignalRefusedException refused)
        {
            return RunCommands.Answer(refused, Summary());
        }
    }

    /// <summary>An event that no version of RayFlow should make, and at which the engine fails.</summary>
    public async Task PoisonAsync()
    {
        if (_loop is { } loop)
        {
            await ConfirmAsync(loop.PostAsync(_mistaken?.Poison(loop.Session.State) ?? Faults.Poison.Event(Silo.Time.GetUtcNow())));
        }
    }

    public Task WakeAsync()
    {
        LeaveIfUnknown();
        return _loop is null ? Task.CompletedTask : ConfirmAsync(_loop.WakeAsync());
    }

    public async Task<VariableOutcome> ApplyAsync(VariableOperation operation)
    {
        var change = operation.ToEvent(Silo.Time.GetUtcNow());
        if (_loop is { Session.State.Outcome: null } loop)
        {
            await ConfirmAsync(loop.PostAsync(change));
        }

        return VariableOperations.Outcome(operation, _loop?.Session.State.AnswerTo(change));
    }

    void IRunHost.Enter()
    {
    }

    void IRunHost.Stay() => Keep(Longest);

    void IRunHost.Rest(DateTimeOffset? wakeAt)
    {
        _timer?.Dispose();
        _timer = null;
        Keep(Longest);
        if (wakeAt is { } due)
        {
            var after = due - Silo.Time.GetUtcNow();
            var loop = _loop!;
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
            await OpenAsync();
        }
    }

    protected override Task OnDeactivateAsync()
    {
        _loop?.Stop();
        _timer?.Dispose();
        return Task.CompletedTask;
    }

    private async Task<StartRunResult> BeginAsync(StartRun request)
    {
        await Task.Yield(); // planning asks other grains
        var plan = _opening.Plan(request);
        if (plan.Refusal is { } refusal)
        {
            DeactivateOnIdle();
            return refusal;
        }

        var (loop, started) = (Open(plan.Session!), plan.Started!);
        await ConfirmAsync(request.IsCancelled ? loop.PostAsync(started, new RunTerminated { At = started.At, Reason = RunCommands.CallIsOver }) : loop.PostAsync(started));
        return new StartRunResult(Summary());
    }

    private async Task OpenAsync()
    {
        if ((_closed = await _opening.FindClosedAsync()) is not null)
        {
            Keep(TimeSpan.FromSeconds(10));
            return;
        }

        try
        {
            if (await _opening.OpenAsync(_journal) is { } session)
            {
                var loop = Open(session);
                _journal.Release();
                _ = loop.TakeUpAsync().ContinueWith(static failed => _ = failed.Exception, TaskContinuationOptions.OnlyOnFaulted);
            }
        }
        catch (Exception failure) when (ClosedRuns.IsUnreadable(failure))
        {
            _closed = await _opening.SuspendAsync(failure);
        }
    }

    private async Task<RunLoop> ReopenAsync()
    {
        try
        {
            var loop = Open(await _opening.ReopenAsync(_journal.HasSnapshot, until: null));
            _closed = null;
            _journal.Release();
            return loop;
        }
        finally
        {
            _reopening = null;
        }
    }

    private RunLoop Open(RunSession session)
    {
        Silo.Trace.Add($"{Silo.Name} opens {RunId[..6]} at {_journal.Length}");
        IRunPeers peers = new SimPeers(Silo);
        return _loop = new RunLoop(
            RunId,
            session,
            _mistaken?.Wrap(_journal) ?? _journal,
            _mistaken?.Wrap(peers) ?? peers,
            this,
            Silo.Environment,
            until => _opening.ReopenAsync(_journal.HasSnapshot, until));
    }

    private async Task ForgettableAsync()
    {
        if (_loop is { } loop)
        {
            await ConfirmAsync(Posted(loop.FenceAsync()));
        }
        else if (_closed is { HasEnded: false })
        {
            throw new RunMovedException($"Run '{RunId}' cannot go on here at the moment.");
        }
        else if (!await _opening.IsOverAsync())
        {
            DeactivateOnIdle();
            throw new RunMovedException($"Run '{RunId}' goes on in another activation than this one.");
        }
    }

    private void LeaveIfUnknown()
    {
        if (_loop is null && _closed is null && !_isStarting)
        {
            DeactivateOnIdle();
        }
    }

    private Task Posted(Task commit) => _mistaken?.Posted(commit) ?? commit;

    private async Task ConfirmAsync(Task commit)
    {
        try
        {
            await commit.WithinAsync(Silo.Environment.CommitPatience, Silo.Time);
        }
        catch (TimeoutException late)
        {
            throw new StorageUnavailableException("The database did not confirm in time.", late);
        }
    }

    private void ThrowIfUnavailable()
    {
        if (!Silo.Database.Weather.IsReachedBy(Silo.Process))
        {
            throw new StorageUnavailableException("The database is away. Nothing was accepted.");
        }
    }

    private RunSummary Summary() => _closed ?? _loop!.Summary();
}
