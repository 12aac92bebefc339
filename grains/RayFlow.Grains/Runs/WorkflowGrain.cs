using Microsoft.Extensions.Logging;
using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Nodes;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Failures;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Storage.Journals;

namespace RayFlow.Grains.Runs;

/// <summary>
/// One run: a thin shell around the engine. What comes in from outside becomes an event for the run's <see cref="RunPump"/>; what is asked of it
/// is answered from its state. It is also the grain of the run's variables, which are a part of that state.
/// </summary>
internal sealed class WorkflowGrain(
    [PersistentState("journal", StorageNames.Runs)] IPersistentState<RunJournal> journal,
    RunServices services,
    ILogger<WorkflowGrain> logger) : Grain, IWorkflowGrain, IVariableStoreGrain, IRunHost
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    private RunSession? _session;
    private RunPump? _pump;
    private RunSummary? _ended;
    private IGrainTimer? _timer;

    private string RunId => field ??= this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (journal.State.Length > 0)
        {
            await RestoreAsync(cancellationToken);
        }
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _session?.Readers.Release();
        _pump?.World.Leave();
        return Task.CompletedTask;
    }

    public async Task<StartRunResult> StartAsync(StartRun request, CancellationToken cancellationToken)
    {
        if (_session is null)
        {
            services.Health.ThrowIfUnavailable();
            var plan = await services.Starter.PlanAsync(RunId, request, GrainFactory, cancellationToken);
            if (plan.Refusal is { } refusal)
            {
                DeactivateOnIdle();
                return refusal;
            }

            Open(plan.Session!);
            journal.State.Append(JournalEncoder.Encode(plan.Session!.Header));
            // Nothing is said before the start is committed. A database that goes away now leaves the caller with a refusal that may be repeated.
            await CommitAsync(plan.Started!, cancellationToken);
        }
        else
        {
            await ConfirmAsync(_pump!.WhenCommittedAsync(), cancellationToken);
        }

        return new StartRunResult(Summary());
    }

    public Task<RunSummary?> GetAsync(CancellationToken cancellationToken) => Task.FromResult(_session is null ? null : Summary());

    public Task<byte[]?> GetFlowAsync(CancellationToken cancellationToken) => Task.FromResult(_session?.Flow.Source.ToArray());

    public async Task<RunSummary?> WaitForEndAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (_session is null)
        {
            return null;
        }

        await _session.Readers.WaitForEndAsync(atMost, services.Time, cancellationToken);
        if (_session.State.Outcome is not null)
        {
            _pump!.RestIfIdle();
        }

        return Summary();
    }

    public async Task ReportAsync(NodeReport report, CancellationToken cancellationToken)
    {
        if (_pump is null)
        {
            return;
        }

        // To a run that is being taken up again its nodes are not known yet: what they report would pass for late.
        await _pump.WhenTakenUp;
        if (_pump.World.Answered(report) is { } answer)
        {
            _pump.Post(answer);
        }
    }

    public Task ChildEndedAsync(ParentCall call, RunSummary child, CancellationToken cancellationToken)
    {
        _pump?.Post(ChildRuns.EndOf(child, call, services.Time.GetUtcNow()));
        return Task.CompletedTask;
    }

    public async Task<CommandResult> CommandAsync(RunCommand command, CancellationToken cancellationToken)
    {
        if (_session is null)
        {
            return new CommandResult(null);
        }

        if (RunCommands.Refusal(command, Summary()) is { } refusal)
        {
            return new CommandResult(Summary(), refusal);
        }

        services.Health.ThrowIfUnavailable();
        if (command == RunCommand.Retry)
        {
            await RetryAsync(cancellationToken);
        }
        else
        {
            await CommitAsync(RunCommands.EventOf(command, services.Time.GetUtcNow()), cancellationToken);
        }

        return new CommandResult(Summary());
    }

    public async Task<CommandResult> SignalAsync(SendSignal signal, CancellationToken cancellationToken)
    {
        if (_session is null)
        {
            return new CommandResult(null);
        }

        if (_session.State.Outcome is not null)
        {
            return new CommandResult(Summary(), "The run has ended; a signal cannot reach it any more.");
        }

        services.Health.ThrowIfUnavailable();
        await CommitAsync(new SignalReceived { At = services.Time.GetUtcNow(), Name = signal.Name, Payload = signal.Payload, SignalId = signal.SignalId }, cancellationToken);
        return new CommandResult(Summary());
    }

    public async Task<TimelinePage?> ReadEventsAsync(long after, int limit, TimeSpan atMost, CancellationToken cancellationToken) =>
        _session is null ? null : await _session.Readers.ReadAsync(after, Math.Clamp(limit, 1, 10_000), atMost, services, RunId, cancellationToken);

    public async Task<HistoryPage?> ReadHistoryAsync(HistoryQuery query, CancellationToken cancellationToken) =>
        _session is null ? null : (await _session.Readers.HistoryAsync(services, RunId, cancellationToken)).Page(query);

    public async Task WakeAsync(CancellationToken cancellationToken)
    {
        if (_pump is not null)
        {
            _session!.ForgetRow(); // another silo may have written itself into it because this one was late with its heartbeat
            await _pump.WhenCommittedAsync();
        }
    }

    Task<VariableReading> IVariableStoreGrain.GetAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(Variables.TryGetValue(name, out var value) ? new VariableReading(true, value) : new VariableReading(false, Value.Null));

    Task<bool> IVariableStoreGrain.ExistsAsync(string name, CancellationToken cancellationToken) => Task.FromResult(Variables.ContainsKey(name));

    Task<ValueMap> IVariableStoreGrain.GetAllAsync(CancellationToken cancellationToken) => Task.FromResult(Variables);

    async Task<VariableOutcome> IVariableStoreGrain.ApplyAsync(VariableOperation operation, CancellationToken cancellationToken)
    {
        var change = new VariableChanged
        {
            At = services.Time.GetUtcNow(),
            Frame = operation.FrameId,
            Node = operation.NodeIndex,
            Number = operation.Number,
            Change = new VariableChange(operation.Kind, operation.Name, operation.Operand, operation.Expected),
        };
        if (_session is { State.Outcome: null })
        {
            await CommitAsync(change, cancellationToken);
        }

        return _session?.State.AnswerTo(change) is { } answer
            ? new VariableOutcome(answer.Result, answer.Error is { } error ? new RunError(error.Code, error.Message) : null)
            : new VariableOutcome(Value.Null, new RunError("node_over", $"Variable '{operation.Name}' was not changed: the node that asked for it is over, or its run is."));
    }

    void IRunHost.Stay() => DelayDeactivation(Longest);

    void IRunHost.GiveUp() => DeactivateOnIdle();

    void IRunHost.Rest()
    {
        var (session, world) = (_session!, _pump!.World);
        _timer?.Dispose();
        _timer = null;
        if (session.State.Outcome is not null)
        {
            world.Close();
            DelayDeactivation(world.IsParentTold ? TimeSpan.Zero : Longest);
            if (world.IsParentTold && !session.Readers.Any)
            {
                DeactivateOnIdle();
            }

            return;
        }

        DelayDeactivation(world.IsBusy ? Longest : TimeSpan.Zero);
        var now = services.Time.GetUtcNow();
        if (!world.IsBusy && !session.Readers.Any && session.State.IsIdle && (session.State.NextDue is not { } wake || wake - now > services.KeepInMemory))
        {
            DeactivateOnIdle(); // a waiting run holds no memory; the index knows when to wake it
        }
        else if (session.State.NextDue is { } due)
        {
            var after = due > now ? due - now : TimeSpan.Zero;
            _timer = this.RegisterGrainTimer(WakeAsync, new GrainTimerCreationOptions { DueTime = after, Period = Timeout.InfiniteTimeSpan, Interleave = true });
        }
    }

    private ValueMap Variables => _session?.State.VariableValues ?? ValueMap.Empty;

    private Task CommitAsync(RunEvent @event, CancellationToken cancellationToken) => ConfirmAsync(_pump!.PostAsync(@event), cancellationToken);

    /// <summary>Waits for a commit as long as a caller may be kept waiting.</summary>
    private Task ConfirmAsync(Task commit, CancellationToken cancellationToken) =>
        commit.WaitAsync(services.CommitPatience, services.Time, cancellationToken).OrUnavailable();

    private async Task RestoreAsync(CancellationToken cancellationToken)
    {
        if (await RunRestore.RestoreAsync(RunId, journal.State, services, logger, cancellationToken) is not { } session)
        {
            return; // the start was never committed as a whole, so nobody was told of it
        }

        Open(session);
        journal.State.ReleaseEntries();
        if (session.State.Outcome is null)
        {
            _pump!.TakeUp();
        }
        else if (await services.Index.GetAsync(RunId, cancellationToken) is { EndedAt: not null } row && !row.Summary.IsEmpty)
        {
            _ended = await RunSummaries.OfEndedAsync(row, services.Values, cancellationToken); // times of pure nodes are measured, not journaled: what was told once is told again
        }
    }

    private async Task RetryAsync(CancellationToken cancellationToken)
    {
        var session = _session!;
        _ended = null;
        journal.State.Append(JournalEncoder.Encode(RunEngine.Stamp(session.State, RunCommands.EventOf(RunCommand.Retry, services.Time.GetUtcNow()))));
        await journal.WriteStateAsync(cancellationToken);
        var record = await services.Journals.ReadAsync(RunId, cancellationToken, session.Large);
        Open(RunSession.Restore(session.Header, session.Flow, record!.Events, session.Large, services, session.Readers, journal.State.HasSnapshot));
        _pump!.TakeUp();
        await ConfirmAsync(_pump.WhenCommittedAsync(), cancellationToken);
    }

    private void Open(RunSession session)
    {
        _session = session;
        _pump = new RunPump(RunId, session, journal, services, GrainFactory, this, logger);
    }

    /// <summary>The run as far as it is committed.</summary>
    private RunSummary Summary() => _ended ?? RunSummaries.Of(RunId, _session!, _pump!.IsBusy, services.Time.GetUtcNow(), _session!.Readers.HasEnded);
}
