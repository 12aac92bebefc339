using RayFlow.Engine.Running;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;

namespace RayFlow.Grains.Runs;

/// <summary>A run's state, what decides over it and what carries out for it: all three begin anew when the run is opened anew.</summary>
internal sealed class RunWork
{
    private readonly string _runId;
    private readonly RunInbox _inbox;
    private readonly RunEnvironment _silo;
    private readonly Func<RunSession, RunDispatcher> _dispatch;
    private readonly Func<long?, Task<RunSession>> _reopen;
    private readonly RunDecider _decider;

    /// <summary>What a run has to do that has just been opened.</summary>
    /// <param name="runId">Which.</param>
    /// <param name="session">The run.</param>
    /// <param name="inbox">What comes in for it.</param>
    /// <param name="silo">What all runs of a silo have in common.</param>
    /// <param name="dispatch">Makes a dispatcher for it.</param>
    /// <param name="reopen">Reads the run anew from its whole journal and takes the steps that follow, until there have been so many; null: all.</param>
    public RunWork(
        string runId, RunSession session, RunInbox inbox, RunEnvironment silo, Func<RunSession, RunDispatcher> dispatch, Func<long?, Task<RunSession>> reopen)
    {
        (_runId, _inbox, _silo, _dispatch, _reopen) = (runId, inbox, silo, dispatch, reopen);
        _decider = new RunDecider(runId, inbox, silo.Time);
        Session = session;
        Dispatcher = dispatch(session);
    }

    /// <summary>The run.</summary>
    public RunSession Session { get; private set; }

    /// <summary>Carries out what is decided.</summary>
    public RunDispatcher Dispatcher { get; private set; }

    /// <summary>Whether anything goes on: here, in a node instance, or with a child that has still to be started.</summary>
    public bool IsBusy => Dispatcher.IsBusy || _decider.HasMore || _inbox.HasEvents;

    /// <summary>Whether a long computation is under way.</summary>
    public bool IsComputing => _decider.HasMore;

    /// <summary>Whether there is anything to fold.</summary>
    public bool HasNext => _inbox.Count > 0 || _decider.HasMore || Session.Due() is not null;

    /// <inheritdoc cref="RunDecider.Fold"/>
    public RunBatch Fold(bool isNew, bool takesUp)
    {
        if (takesUp)
        {
            Session.ForgetRow();
        }

        return _decider.Fold(Session, Dispatcher, isNew, takesUp);
    }

    /// <summary>Opens the run anew from its journal: after a retry, which takes back what failed, or because the engine failed at an event.</summary>
    /// <param name="fault">What the engine threw, which ends the run; null: a retry.</param>
    public async Task ReopenAsync(Exception? fault)
    {
        Dispatcher.Stop();
        Session = await _reopen(fault is null ? null : Session.StepsBefore); // what was asked for until then is to be ended
        Dispatcher = _dispatch(Session);
        _decider.Restart(fault is null ? null : new RunFaulted { At = _silo.Time.GetUtcNow(), Error = ErrorOf(fault) });
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
}
