using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Nodes;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Failures;
using RayFlow.Model.Runs;
using RayFlow.Storage.Journals;

namespace RayFlow.Grains.Runs;

/// <summary>
/// One run: a thin shell around the engine. Events come in from outside and wait in an inbox; a pump records them, folds them, commits, and only
/// then carries out what the engine decided. A crash between any two of these loses nothing: what is outstanding is read off the folded journal.
/// </summary>
internal sealed class WorkflowGrain(
    [PersistentState("journal", StorageNames.Runs)] IPersistentState<RunJournal> journal,
    RunServices services,
    ILogger<WorkflowGrain> logger) : Grain, IWorkflowGrain
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    private readonly Queue<RunEvent> _inbox = new();
    private RunSession? _session;
    private RunWorld? _world;
    private Task _pump = Task.CompletedTask;
    private RunSummary? _ended;
    private bool _hasMore;
    private bool _isRestored;
    private TaskCompletionSource? _takingUp;
    private IGrainTimer? _timer;

    private string RunId => this.GetPrimaryKeyString();

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
        _world?.Leave();
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
            journal.State.Append(JournalCodec.Encode(plan.Session!.Header));
            Post(plan.Started!);
        }

        // Nothing is said before the start is committed. A database that goes away now leaves the caller with a refusal that may be repeated.
        await _pump.WaitAsync(services.CommitPatience, services.Time, cancellationToken).OrUnavailable();
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
            RestIfIdle();
        }

        return Summary();
    }

    public async Task ReportAsync(NodeReport report, CancellationToken cancellationToken)
    {
        // To a run that is being taken up again its nodes are not known yet: what they report would pass for late.
        await (_takingUp?.Task ?? Task.CompletedTask);
        if (_world?.Answered(report) is { } answer)
        {
            Post(answer);
        }
    }

    public Task ChildEndedAsync(ParentCall call, RunSummary child, CancellationToken cancellationToken)
    {
        if (_world is not null)
        {
            Post(ChildRuns.EndOf(child, call, services.Time.GetUtcNow()));
        }

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
            Post(RunCommands.EventOf(command, services.Time.GetUtcNow()));
        }

        await _pump.WaitAsync(services.CommitPatience, services.Time, cancellationToken).OrUnavailable();
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
        Post(new SignalReceived { At = services.Time.GetUtcNow(), Name = signal.Name, Payload = signal.Payload, SignalId = signal.SignalId });
        await _pump.WaitAsync(services.CommitPatience, services.Time, cancellationToken).OrUnavailable();
        return new CommandResult(Summary());
    }

    public async Task<TimelinePage?> ReadEventsAsync(long after, int limit, TimeSpan atMost, CancellationToken cancellationToken) =>
        _session is null ? null : await _session.Readers.ReadAsync(after, Math.Clamp(limit, 1, 10_000), atMost, services, RunId, cancellationToken);

    public async Task<HistoryPage?> ReadHistoryAsync(HistoryQuery query, CancellationToken cancellationToken) =>
        _session is null ? null : (await _session.Readers.HistoryAsync(services, RunId, cancellationToken)).Page(query);

    public async Task WakeAsync(CancellationToken cancellationToken)
    {
        if (_session is not null)
        {
            Pump();
            await _pump;
        }
    }

    private async Task RestoreAsync(CancellationToken cancellationToken)
    {
        var entries = journal.State.Entries;
        var header = JournalCodec.DecodeHeader(entries[0].Span);
        var flow = await services.Flows.LoadAsync(header.FlowHash, cancellationToken);
        var events = entries.Skip(1).Select(entry => JournalCodec.Decode(entry.Span)).ToList();
        if (events.Count == 0)
        {
            return; // the start was never committed as a whole, so nobody was told of it
        }

        Open(RunSession.Restore(header, flow, events, services));
        journal.State.ReleaseEntries();
        if (_session!.State.Outcome is null)
        {
            await RunStarter.DeclareAsync(RunId, flow.Graph, GrainFactory, cancellationToken);
            TakeUp();
        }
        else if (await services.Index.GetAsync(RunId, cancellationToken) is { EndedAt: not null } row && !row.Summary.IsEmpty)
        {
            _ended = RunSummaries.OfEnded(row); // times of pure nodes are measured, not journaled: what was told once is told again
        }
    }

    private async Task RetryAsync(CancellationToken cancellationToken)
    {
        var session = _session!;
        _ended = null;
        journal.State.Append(JournalCodec.Encode(RunEngine.Stamp(session.State, RunCommands.EventOf(RunCommand.Retry, services.Time.GetUtcNow()))));
        await journal.WriteStateAsync(cancellationToken);
        var record = await services.Journals.ReadAsync(RunId, cancellationToken);
        Open(RunSession.Restore(session.Header, session.Flow, record!.Events, services, session.Readers));
        TakeUp();
    }

    private void TakeUp()
    {
        _isRestored = true;
        _takingUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Pump();
    }

    private void Open(RunSession session)
    {
        _session = session;
        _world = new RunWorld(RunId, session, services, GrainFactory, Post, Pump, RestIfIdle, logger);
    }

    private RunSummary Summary() => _ended ?? RunSummaries.Of(RunId, _session!, _world!.IsBusy, services.Time.GetUtcNow());

    private void Post(RunEvent @event)
    {
        _inbox.Enqueue(@event);
        Pump();
    }

    private void Pump()
    {
        if (_pump.IsCompleted)
        {
            _pump = PumpAsync();
        }
    }

    private async Task PumpAsync()
    {
        var (session, world) = (_session!, _world!);
        DelayDeactivation(Longest); // nothing calls a run while it waits for a commit or for a node that takes hours
        try
        {
            do
            {
                var instructions = FoldInbox(session);
                if (RunWorld.MustCommit(instructions, session.State) && !await CommitAsync(session, world, instructions))
                {
                    return;
                }

                await world.CarryOutAsync(instructions);
                _takingUp?.TrySetResult();
                _takingUp = null;
                if (_hasMore)
                {
                    await Task.Yield();
                }
            }
            while (_inbox.Count > 0 || _hasMore || session.Next(services.Time.GetUtcNow()) is not null);
            Rest(session, world);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Whatever it is, the journal is the truth: another activation goes on from there.
            logger.PumpFailed(RunId, failure);
            services.Stalled.Add(RunId);
            _takingUp?.TrySetException(failure);
            DeactivateOnIdle();
            throw;
        }
    }

    private List<Instruction> FoldInbox(RunSession session)
    {
        var instructions = new List<Instruction>();
        if (_isRestored)
        {
            _isRestored = false;
            instructions.AddRange(Outstanding.Of(session.State));
        }

        do
        {
            var @event = _inbox.TryDequeue(out var posted) ? posted : session.Next(services.Time.GetUtcNow());
            if (@event is null && !_hasMore)
            {
                break;
            }

            var decision = @event is null ? session.Continue(services.Options.StepsPerTurn) : session.Fold(@event, journal.State, services.Options);
            instructions.AddRange(decision.Instructions);
            _hasMore = decision.HasMore;
        }
        while (!_hasMore);
        return instructions;
    }

    private async Task<bool> CommitAsync(RunSession session, RunWorld world, List<Instruction> instructions)
    {
        var summary = RunSummaries.Of(RunId, session, world.IsBusy || _hasMore || instructions.Count > 0, services.Time.GetUtcNow());
        var owner = session.State.Outcome is null || !world.IsParentTold ? services.SiloId : null;
        if (session.RowChanged(summary, owner) is { } wakeAt)
        {
            journal.State.Row = RunSummaries.Row(summary, wakeAt.Value, owner);
        }

        try
        {
            await services.WriteAsync(journal, RunId);
        }
        catch (InconsistentStateException conflict)
        {
            // Another activation of this run has written: it is the one that goes on.
            logger.RunMoved(RunId, conflict);
            _takingUp?.TrySetException(conflict);
            DeactivateOnIdle();
            return false;
        }

        session.Readers.Publish(session.Timeline.Take(), session.State.Outcome is not null);
        return true;
    }

    private void RestIfIdle()
    {
        if (_pump.IsCompletedSuccessfully)
        {
            Rest(_session!, _world!);
        }
    }

    private void Rest(RunSession session, RunWorld world)
    {
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
}
