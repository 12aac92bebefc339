using System.Runtime.ExceptionServices;
using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Failures;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;

namespace RayFlow.Grains.Runs;

/// <summary>
/// The one loop of a run in memory: takes what came in, lets the engine decide, commits with compare-and-set on the run's length, and only then
/// carries out. A crash between any two of these loses nothing: what is outstanding is read off the folded journal.
/// </summary>
/// <remarks>
/// Used from one scheduler, an activation's or the simulation's, whose turns do not overlap. Every member may be called while the loop waits for a
/// commit; what is posted then goes into the next batch. Whoever loses the run to another activation stops, and asks nothing of anybody any more.
/// </remarks>
#pragma warning disable CA1001 // The source has no timer: it holds nothing, and is cancelled when the loop stops.
internal sealed class RunLoop
#pragma warning restore CA1001
{
    /// <summary>What was committed longer ago than this may have been overtaken by another activation: it is asked again before anything is carried out.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private readonly string _runId;
    private readonly IRunJournal _journal;
    private readonly IRunPeers _peers;
    private readonly IRunHost _host;
    private readonly RunEnvironment _silo;
    private readonly Func<long?, Task<RunSession>> _reopen;
    private readonly Queue<Inbound> _inbox = new();
    private readonly CancellationTokenSource _stop = new();
    private RunDispatcher _dispatcher;
    private bool _isRunning;
    private TaskCompletionSource? _takingUp;
    private RunFaulted? _fault;
    private long _lastActive;
    private bool _hasMore;

    /// <summary>What came in: an event, or the wish to know that all before it is committed.</summary>
    private readonly record struct Inbound(RunEvent? Event, bool Fences, TaskCompletionSource? Committed);

    /// <summary>A loop for a run that has just been opened.</summary>
    /// <param name="runId">Which.</param>
    /// <param name="session">The run.</param>
    /// <param name="journal">Where it is kept.</param>
    /// <param name="peers">Whom it asks.</param>
    /// <param name="host">What holds it in memory.</param>
    /// <param name="silo">What all runs of a silo have in common.</param>
    /// <param name="reopen">Reads the run anew from its whole journal and takes the steps that follow, until there have been so many; null: all.</param>
    public RunLoop(string runId, RunSession session, IRunJournal journal, IRunPeers peers, IRunHost host, RunEnvironment silo, Func<long?, Task<RunSession>> reopen)
    {
        (_runId, _journal, _peers, _host, _silo, _reopen) = (runId, journal, peers, host, silo, reopen);
        Session = session;
        Tail = new LiveTail(session.Timeline, silo.Options.EventsInMemory, silo.Time, _stop.Token);
        Tail.Follow(session.Timeline, session.State.Outcome is not null);
        _dispatcher = NewDispatcher();
        _lastActive = silo.Time.GetTimestamp();
    }

    /// <summary>The run.</summary>
    public RunSession Session { get; private set; }

    /// <summary>Who watches it.</summary>
    public LiveTail Tail { get; }

    /// <summary>Whether this loop has given the run up.</summary>
    public bool IsStopped => _stop.IsCancellationRequested;

    /// <summary>Whether anything goes on: here, in a node instance, or with a child that has still to be started.</summary>
    public bool IsBusy => _dispatcher.IsBusy || _hasMore || _inbox.Count > 0;

    /// <summary>The run as far as it is committed.</summary>
    public RunSummary Summary() => RunSummaries.Of(_runId, Session, IsBusy, _silo.Time.GetUtcNow(), Tail.HasEnded);

    /// <summary>Hands in an event; completes when it is committed, or fails if this loop loses the run.</summary>
    public Task PostAsync(RunEvent @event) => EnqueueAsync(@event, fences: false);

    /// <summary>Hands in the start of a run that ends with it: both are committed at once, and nothing is carried out between them.</summary>
    public Task PostAsync(RunStarted started, RunTerminated terminated)
    {
        _inbox.Enqueue(new Inbound(started, false, null));
        return EnqueueAsync(terminated, fences: false);
    }

    /// <summary>Completes when all that was handed in so far is committed; what is committed already is not asked for again.</summary>
    public Task CommittedAsync() => !_isRunning && _inbox.Count == 0 && !IsStopped ? Task.CompletedTask : EnqueueAsync(null, fences: false);

    /// <summary>Completes when the database has confirmed that the run is still this activation's.</summary>
    public Task FenceAsync() => EnqueueAsync(null, fences: true);

    /// <summary>Whether an attempt's outcome is waited for.</summary>
    public bool Awaits(long frame, int node, int consumer, int attempt) => !IsStopped && Awaited.IsNode(Session.State, frame, node, consumer, attempt);

    /// <summary>An attempt was lost with what worked on it: it is started again, if it is still waited for and the run is still this activation's.</summary>
    public void Lost(long frame, int node, int consumer, int attempt) => _dispatcher.Lost(frame, node, consumer, attempt);

    /// <summary>Goes on with a restored run: asks again for everything that is outstanding. Completes when that has been asked for.</summary>
    public Task TakeUpAsync()
    {
        _takingUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var takenUp = _takingUp.Task;
        Go();
        return takenUp;
    }

    /// <summary>Another silo may have written itself into the run's row because this one looked dead for a while: says whose it is, and looks what is due.</summary>
    public Task WakeAsync()
    {
        Session.ForgetRow();
        return FenceAsync();
    }

    /// <summary>Looks whether there is anything to do: a timer may be due, a watcher may have gone.</summary>
    public void Go()
    {
        if (!_isRunning && !IsStopped)
        {
            _isRunning = true;
            _ = RunAsync();
        }
    }

    /// <summary>
    /// Gives the run up, at once and for good: nothing more is committed, asked for or waited for here. What has not been committed is refused.
    /// </summary>
    public void Stop(Exception? failure = null)
    {
        if (IsStopped)
        {
            return;
        }

        // A batch that is under way may still be committed: what follows from it is carried out by whoever opens the run next.
        var isOpen = failure is not null || _isRunning || IsBusy || !Session.State.IsIdle || Session.IsOwed;
        failure ??= new RunMovedException($"Run '{_runId}' leaves this silo's memory. Ask again: it goes on wherever it is asked for.");
        _stop.Cancel();
        _dispatcher.Stop();
        _takingUp?.TrySetException(failure);
        while (_inbox.TryDequeue(out var waiting))
        {
            waiting.Committed?.TrySetException(failure);
        }

        if (isOpen)
        {
            _silo.Wakes.Add(_runId);
        }

        _host.Leave();
    }

    private Task EnqueueAsync(RunEvent? @event, bool fences)
    {
        if (IsStopped)
        {
            return Task.FromException(new RunMovedException($"Run '{_runId}' has left this activation. Ask again: it goes on wherever it is asked for."));
        }

        var committed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _inbox.Enqueue(new Inbound(@event, fences, committed));
        Go();
        return committed.Task;
    }

    private async Task RunAsync()
    {
        _host.Stay();
        var batch = default(RunBatch);
        try
        {
            do
            {
                batch = Fold();
                var began = _silo.Time.GetTimestamp();
                await CommitAsync(batch);
                if (IsStopped)
                {
                    return;
                }

                await CarryOutAsync(batch, began);
                if (_hasMore)
                {
                    await Task.Yield();
                }
            }
            while (!IsStopped && (_inbox.Count > 0 || _hasMore || _takingUp is not null || Session.Due() is not null));
            if (!IsStopped)
            {
                _lastActive = _silo.Time.GetTimestamp();
                Rest();
            }
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            if (failure is RunMovedException)
            {
                _silo.Logger.RunMoved(_runId, failure.Message);
            }
            else if (!IsStopped || failure is not Storage.StorageUnavailableException)
            {
                _silo.Logger.LoopFailed(_runId, failure);
            }

            batch?.Refuse(failure);
            Stop(failure);
        }
        finally
        {
            _isRunning = false;
        }
    }

    /// <summary>Folds what came in and what is due, until there is nothing more or a long computation begins.</summary>
    private RunBatch Fold()
    {
        var batch = new RunBatch();
        if (_takingUp is not null)
        {
            Session.ForgetRow();
        }

        if (_journal.Length == 0)
        {
            batch.Add(JournalEncoder.Encode(Session.Header));
        }

        do
        {
            if (Next() is not { } next)
            {
                break;
            }

            batch.Fences |= next.Fences;
            if (next.Event is RetryRequested retry)
            {
                batch.Await(next.Committed);
                if (Session.State.Outcome?.Kind != OutcomeKind.Failed)
                {
                    continue; // somebody else's retry came before
                }

                Session.Append(retry, batch);
                batch.Reopens = true;
                break;
            }

            if (next is not { Event: null, Committed: not null } && !TryDecide(next.Event, batch))
            {
                next.Committed?.TrySetException(new GrainFailedException($"RayFlow failed at what run '{_runId}' was given, and ends it. What was given is not recorded."));
                break;
            }

            batch.Await(next.Committed);
        }
        while (!_hasMore);

        if (_takingUp is not null && batch is { Fault: null, Reopens: false })
        {
            // All that is to be done is in the state; what was just decided is a part of it, but for those that are not wanted any more.
            List<Instruction> instructions = [.. batch.Instructions.OfType<CancelNode>(), .. Outstanding.Of(Session.State)];
            batch.Instructions.Clear();
            batch.Instructions.AddRange(instructions);
        }

        return batch;
    }

    /// <summary>What is next: what came in, a timer that is due, or, without an event, more of a long computation; null if nothing is.</summary>
    private Inbound? Next() =>
        _fault is { } fault ? new Inbound(fault, false, null)
        : _inbox.TryDequeue(out var posted) ? posted
        : Session.Due() is { } due ? new Inbound(due, false, null)
        : _hasMore ? default(Inbound)
        : null;

    private bool TryDecide(RunEvent? @event, RunBatch batch)
    {
        if (Awaited.OfReport(@event) is var (frame, node, consumer, attempt))
        {
            if (!Awaited.IsNode(Session.State, frame, node, consumer, attempt))
            {
                return true; // it came twice, or its instance is over by what came before it in this batch
            }

            _dispatcher.Reported(frame, node, consumer);
        }

        try
        {
            var decision = @event is null ? Session.Continue() : Session.Fold(@event, batch);
            batch.Instructions.AddRange(decision.Instructions);
            _hasMore = decision.HasMore;
            _fault = null;
            return true;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException && _fault is null)
        {
            // The state is half folded: nothing more is read off it.
            batch.Fault = fault;
            return false;
        }
    }

    private async Task CommitAsync(RunBatch batch)
    {
        if (batch.Fault is null)
        {
            Describe(batch);
            Session.TakeSnapshotIfDue(_journal, batch);
        }

        if (batch.Fault is not null || batch.Reopens)
        {
            batch.Instructions.Clear(); // they are read off the state that is opened anew
        }

        if (!batch.NeedsCommit)
        {
            batch.Confirm();
            return;
        }

        await AppendAsync(batch);
        if (batch.HasEntries && !IsStopped)
        {
            _silo.Wakes.Progress(_runId); // one that has been stopped meanwhile is to be woken, whatever it has committed
        }

        if (batch.Fault is null && !batch.Reopens)
        {
            var hadEnded = Tail.HasEnded;
            Tail.Publish(Session.Timeline.Take(), Session.State.Outcome is not null);
            if (!hadEnded && Tail.HasEnded)
            {
                Telemetry.Ended(Summary());
            }
        }

        batch.Confirm();
    }

    /// <summary>Commits, however long the database is away: an accepted run waits for it.</summary>
    private async Task AppendAsync(RunBatch batch)
    {
        var write = batch.ToJournal(_journal.Length);
        var failure = await _silo.Commits.UntilAsync(
            () => _journal.AppendAsync(write),
            static failure => failure is Storage.StorageUnavailableException,
            _stop.Token,
            failure => _silo.Logger.CommitWaits(_runId, failure.Message));
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Puts the run's row into a batch if it says something else than before.</summary>
    private void Describe(RunBatch batch)
    {
        var isBusy = IsBusy || batch.Instructions.Count > 0;
        var hasEnded = Session.State.Outcome is not null && !batch.Reopens;
        var owner = !hasEnded || Session.IsOwed ? _silo.Owner : null;
        if (batch.Reopens || Session.RowChanges(RunSummaries.Status(Session.State, isBusy), owner))
        {
            var summary = RunSummaries.Of(_runId, Session, isBusy, _silo.Time.GetUtcNow(), tellsEnd: hasEnded);
            batch.Row = RunSummaries.Row(summary, Session.State.NextDue, owner, Session.Large) with { ResetsTakeovers = batch.HasEntries };
            batch.Add(Session.Large.TakeNew());
        }
    }

    private async Task CarryOutAsync(RunBatch batch, long began)
    {
        if (batch.Reopens || batch.Fault is not null)
        {
            await ReopenAsync(batch);
            return;
        }

        if (batch.Instructions.Count > 0)
        {
            var commit = _silo.Time.GetElapsedTime(began);
            if (commit > Fresh)
            {
                // This process may have stood still since: what was decided then is another's to carry out if it has gone on with the run.
                await AppendAsync(new RunBatch());
            }

            _dispatcher.CarryOut(batch.Instructions, commit);
        }

        if (Session.State.Outcome is not null)
        {
            _dispatcher.Close();
        }

        _takingUp?.TrySetResult();
        _takingUp = null;
    }

    /// <summary>Opens the run anew from its journal: after a retry, which takes back what failed, or because the engine failed at an event.</summary>
    private async Task ReopenAsync(RunBatch batch)
    {
        var fault = batch.Fault;
        _dispatcher.Stop();
        _hasMore = false;
        Session = await _reopen(fault is null ? null : Session.StepsBefore); // what was asked for until then is to be ended
        _dispatcher = NewDispatcher();
        Tail.Follow(Session.Timeline, Session.State.Outcome is not null);
        _takingUp ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (fault is not null)
        {
            _fault = new RunFaulted { At = _silo.Time.GetUtcNow(), Error = ErrorOf(fault) };
        }
    }

    private NodeError ErrorOf(Exception fault)
    {
        if (fault is RunFaultException given)
        {
            return given.Error;
        }

        _silo.Logger.EngineFaulted(_runId, fault);
        return new NodeError("engine_fault", $"RayFlow failed at an event of this run and ended it: {fault.Message} This is a fault of RayFlow; its log tells more.", false);
    }

    /// <summary>Lets the activation rest, or go if nothing needs it: a waiting run holds no memory, and the index knows when to wake it.</summary>
    private void Rest()
    {
        Tail.StopIfUnwatched();
        var (state, due) = (Session.State, Session.State.NextDue);
        if (IsBusy || Tail.HasWatchers || (state.Outcome is not null && Session.IsOwed))
        {
            _host.Rest(due);
            return;
        }

        var idle = _silo.Time.GetElapsedTime(_lastActive);
        var now = _silo.Time.GetUtcNow();
        if (state.Outcome is not null || (idle >= _silo.Options.KeepInMemory && (due is null || due - now > _silo.Options.KeepInMemory)))
        {
            _stop.Cancel();
            _dispatcher.Stop();
            _host.Leave();
            return;
        }

        var look = now + _silo.Options.KeepInMemory;
        _host.Rest(due < look ? due : look);
    }

    private RunDispatcher NewDispatcher() => new(_runId, Session, _peers, _silo, Enqueue, FenceAsync, Go);

    private void Enqueue(RunEvent @event)
    {
        if (!IsStopped)
        {
            _inbox.Enqueue(new Inbound(@event, false, null));
            Go();
        }
    }
}
