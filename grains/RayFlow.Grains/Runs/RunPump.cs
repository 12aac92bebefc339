using Microsoft.Extensions.Logging;
using Orleans.Storage;
using RayFlow.Engine.Running;
using RayFlow.Model.Runs;
using RayFlow.Storage.Journals;

namespace RayFlow.Grains.Runs;

/// <summary>
/// Takes events into a run, one batch after the other: records, folds and commits them, and only then carries out what the engine decided.
/// A crash between any two of these loses nothing: what is outstanding is read off the folded journal. Used in the turns of the run's grain only.
/// </summary>
internal sealed class RunPump
{
    private readonly string _runId;
    private readonly RunSession _session;
    private readonly IPersistentState<RunJournal> _journal;
    private readonly RunServices _services;
    private readonly IRunHost _host;
    private readonly ILogger _logger;
    private readonly Queue<RunEvent> _inbox = new();
    private Task _running = Task.CompletedTask;
    private TaskCompletionSource? _committed;
    private TaskCompletionSource? _takingUp;
    private bool _hasMore;
    private bool _hasInstructions;

    public RunPump(string runId, RunSession session, IPersistentState<RunJournal> journal, RunServices services, IGrainFactory grains, IRunHost host, ILogger logger)
    {
        (_runId, _session, _journal, _services, _host, _logger) = (runId, session, journal, services, host, logger);
        World = new RunWorld(runId, session, services, grains, this, logger);
    }

    /// <summary>What the run has handed over.</summary>
    public RunWorld World { get; }

    /// <summary>Whether anything goes on: here, in a node grain, or a child that has still to be started.</summary>
    public bool IsBusy => World.IsBusy || _hasMore || _hasInstructions || _inbox.Count > 0;

    /// <summary>Lets the activation rest if there is nothing to do.</summary>
    public void RestIfIdle()
    {
        if (_running.IsCompletedSuccessfully)
        {
            _host.Rest();
        }
    }

    /// <summary>Completes when the pump is at rest; fails as it does.</summary>
    public Task WhenAtRest => _running;

    /// <summary>Completes when a run that is being taken up again knows what it had handed over.</summary>
    public Task WhenTakenUp => _takingUp?.Task ?? Task.CompletedTask;

    /// <summary>Hands in an event.</summary>
    public void Post(RunEvent @event)
    {
        _inbox.Enqueue(@event);
        Go();
    }

    /// <summary>Hands in an event; completes when it is committed.</summary>
    public Task PostAsync(RunEvent @event)
    {
        _inbox.Enqueue(@event);
        return WhenCommittedAsync();
    }

    /// <summary>Completes when everything handed in so far is committed.</summary>
    public Task WhenCommittedAsync()
    {
        _committed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var committed = _committed.Task;
        Go();
        return committed;
    }

    /// <summary>Goes on with a restored run: asks again for everything that was outstanding.</summary>
    public void TakeUp()
    {
        _takingUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Go();
    }

    /// <summary>Looks whether there is anything to do.</summary>
    public void Go()
    {
        if (_running.IsCompleted)
        {
            _running = RunAsync();
        }
    }

    private async Task RunAsync()
    {
        _host.Stay();
        try
        {
            do
            {
                var instructions = Fold();
                var committed = _inbox.Count == 0 ? _committed : null;
                if (committed is not null)
                {
                    _committed = null;
                }

                _hasInstructions = instructions.Count > 0;
                var began = _services.Time.GetTimestamp();
                if (!await CommitAsync(committed))
                {
                    return;
                }

                World.CarryOut(instructions, _services.Time.GetElapsedTime(began));
                _hasInstructions = false;
                _takingUp?.TrySetResult();
                _takingUp = null;
                if (_hasMore)
                {
                    await Task.Yield();
                }
            }
            while (_inbox.Count > 0 || _hasMore || _committed is not null || _session.Next(_services.Time.GetUtcNow()) is not null);
            _host.Rest();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Whatever it is, the journal is the truth: another activation goes on from there.
            _logger.PumpFailed(_runId, failure);
            _services.Stalled.Add(_runId);
            Fail(failure, null);
            throw;
        }
    }

    private List<Instruction> Fold()
    {
        var instructions = new List<Instruction>();
        if (_takingUp is not null)
        {
            instructions.AddRange(Outstanding.Of(_session.State));
        }

        do
        {
            var @event = _inbox.TryDequeue(out var posted) ? posted : _session.Next(_services.Time.GetUtcNow());
            if (@event is null && !_hasMore)
            {
                break;
            }

            var decision = @event is null ? _session.Continue(_services.Options.StepsPerTurn) : _session.Fold(@event, _journal.State, _services.Options);
            instructions.AddRange(decision.Instructions);
            _hasMore = decision.HasMore;
        }
        while (!_hasMore);
        return instructions;
    }

    private async Task<bool> CommitAsync(TaskCompletionSource? committed)
    {
        var owner = _session.State.Outcome is null || !World.IsParentTold ? _services.SiloId : null;
        if (_session.RowChanges(RunSummaries.Status(_session.State, IsBusy), owner))
        {
            var summary = RunSummaries.Of(_runId, _session, IsBusy, _services.Time.GetUtcNow());
            var row = RunSummaries.Row(summary, _session.State.NextDue, owner, _session.Large);
            _journal.State.SetRow(row, _session.Large.TakeNew());
        }

        _session.TakeSnapshotIfDue(_journal.State, _services.Options);

        try
        {
            await _services.WriteAsync(_journal, _runId);
        }
        catch (InconsistentStateException conflict)
        {
            // Another activation of this run has written: it is the one that goes on.
            _logger.RunMoved(_runId, conflict);
            Fail(conflict, committed);
            return false;
        }

        _session.Readers.Publish(_session.Timeline.Take(), _session.State.Outcome is not null);
        committed?.TrySetResult();
        return true;
    }

    private void Fail(Exception failure, TaskCompletionSource? committed)
    {
        _takingUp?.TrySetException(failure);
        committed?.TrySetException(failure);
        _committed?.TrySetException(failure);
        _committed = null;
        _host.GiveUp();
    }
}
