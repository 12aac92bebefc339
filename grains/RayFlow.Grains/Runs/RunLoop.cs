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
    private readonly string _runId;
    private readonly IRunHost _host;
    private readonly RunEnvironment _silo;
    private readonly RunInbox _inbox;
    private readonly RunWork _work;
    private readonly RunCommitter _committer;
    private readonly CancellationTokenSource _stop = new();
    private bool _isRunning;
    private TaskCompletionSource? _takingUp;
    private long _lastActive;

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
        (_runId, _host, _silo) = (runId, host, silo);
        _inbox = new RunInbox(runId, Go);
        _work = new RunWork(runId, session, _inbox, silo, opened => new RunDispatcher(runId, opened, peers, silo, _inbox.Add, FenceAsync, Go), reopen);
        _committer = new RunCommitter(runId, journal, silo, _stop.Token);
        Tail = new LiveTail(session.Timeline, silo.Options.EventsInMemory, silo.Time, _stop.Token);
        Tail.Follow(session.Timeline, session.State.Outcome is not null);
        _lastActive = silo.Time.GetTimestamp();
    }

    /// <summary>The run.</summary>
    public RunSession Session => _work.Session;

    /// <summary>Who watches it.</summary>
    public LiveTail Tail { get; }

    /// <summary>Whether this loop has given the run up.</summary>
    public bool IsStopped => _stop.IsCancellationRequested;

    /// <summary>Whether anything goes on: here, in a node instance, or with a child that has still to be started.</summary>
    public bool IsBusy => _work.IsBusy;

    /// <summary>The run as far as it is committed.</summary>
    public RunSummary Summary() => RunSummaries.Of(_runId, Session, IsBusy, _silo.Time.GetUtcNow(), Tail.HasEnded);

    /// <summary>Hands in events, one right after the other; completes when they are committed, or fails if this loop loses the run.</summary>
    public Task PostAsync(params ReadOnlySpan<RunEvent> events) => _inbox.AddAsync(events);

    /// <summary>Completes when all that was handed in so far is committed; what is committed already is not asked for again.</summary>
    public Task CommittedAsync() => !_isRunning && _inbox.Count == 0 && !IsStopped ? Task.CompletedTask : _inbox.FlushAsync(fences: false);

    /// <summary>Completes when the database has confirmed that the run is still this activation's.</summary>
    public Task FenceAsync() => _inbox.FlushAsync(fences: true);

    /// <summary>Whether an attempt's outcome is waited for.</summary>
    public bool Awaits(long frame, int node, int consumer, int attempt) => !IsStopped && Awaited.IsNode(Session.State, frame, node, consumer, attempt);

    /// <summary>An attempt was lost with what worked on it: it is started again, if it is still waited for and the run is still this activation's.</summary>
    public void Lost(long frame, int node, int consumer, int attempt) => _work.Dispatcher.Lost(frame, node, consumer, attempt);

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
        if (isOpen)
        {
            _silo.Wakes.Add(_runId);
        }

        End(failure);
    }

    private void End(Exception? failure = null)
    {
        failure ??= new RunMovedException($"Run '{_runId}' leaves this silo's memory. Ask again: it goes on wherever it is asked for.");
        _stop.Cancel();
        _work.Dispatcher.Stop();
        _takingUp?.TrySetException(failure);
        _inbox.Close(failure);
        _host.Leave();
    }

    private async Task RunAsync()
    {
        _host.Stay();
        var batch = default(RunBatch);
        try
        {
            do
            {
                batch = _work.Fold(_committer.IsNew, takesUp: _takingUp is not null);
                _lastActive = batch.NeedsCommit ? _silo.Time.GetTimestamp() : _lastActive;
                var began = _silo.Time.GetTimestamp();
                await CommitAsync(batch);
                if (IsStopped)
                {
                    batch.Confirm(); // it is committed, and whoever opens the run next carries it out
                    return;
                }

                await CarryOutAsync(batch, began);
                if (_work.IsComputing)
                {
                    await Task.Yield();
                }
            }
            while (!IsStopped && (_takingUp is not null || _work.HasNext));
            if (!IsStopped)
            {
                Rest();
            }
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            _silo.Logger.LoopEnded(_runId, failure, IsStopped);
            batch?.Refuse(failure);
            Stop(failure);
        }
        finally
        {
            _isRunning = false;
        }
    }

    private async Task CommitAsync(RunBatch batch)
    {
        await _committer.CommitAsync(batch, Session, IsBusy);
        batch.IsCommitted = true;
        if (batch is { Fault: null, Reopens: false, NeedsCommit: true })
        {
            var hadEnded = Tail.HasEnded;
            Tail.Publish(Session.Timeline.Take(), Session.State.Outcome is not null);
            if (!hadEnded && Tail.HasEnded)
            {
                Telemetry.Ended(Summary());
            }
        }

        if (!batch.Reopens)
        {
            batch.Confirm(); // a retry is answered once the run that it takes back is open again
        }
    }

    private async Task CarryOutAsync(RunBatch batch, long began)
    {
        if (batch.Reopens || batch.Fault is not null)
        {
            await _work.ReopenAsync(batch.Fault);
            Tail.Follow(Session.Timeline, Session.State.Outcome is not null);
            _takingUp ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            batch.Confirm();
            return;
        }

        if (batch.Instructions.Count > 0)
        {
            var commit = _silo.Time.GetElapsedTime(began);
            await _committer.ConfirmAsync(commit);
            _work.Dispatcher.CarryOut(batch.Instructions, commit);
        }

        if (Session.State.Outcome is not null)
        {
            _work.Dispatcher.Close();
        }

        _takingUp?.TrySetResult();
        _takingUp = null;
    }

    /// <summary>Lets the activation rest, or go if nothing needs it: a waiting run holds no memory, and the index knows when to wake it.</summary>
    private void Rest()
    {
        Tail.StopIfUnwatched();
        var (state, due) = (Session.State, Session.State.NextDue);
        if (IsBusy || Tail.HasWatchers || (state.Outcome is not null && Session.IsOwed))
        {
            _lastActive = _silo.Time.GetTimestamp();
            _host.Rest(due);
            return;
        }

        var idle = _silo.Time.GetElapsedTime(_lastActive);
        var now = _silo.Time.GetUtcNow();
        if (state.Outcome is not null || (idle >= _silo.Options.KeepInMemory && (due is null || due - now > _silo.Options.KeepInMemory)))
        {
            End();
            return;
        }

        var look = now + _silo.Options.KeepInMemory;
        _host.Rest(due < look ? due : look);
    }
}
