using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Runs;

namespace RayFlow.Grains.Runs;

/// <summary>The runs around one run: starts and cancels its children, and tells its parent of its end.</summary>
/// <remarks>Used in the turns of the run's loop; its calls run beside each other and beside the loop, and end with <paramref name="calls"/>.</remarks>
/// <param name="runId">Which run.</param>
/// <param name="session">The run.</param>
/// <param name="peers">Whom it asks.</param>
/// <param name="silo">What all runs of a silo have in common.</param>
/// <param name="calls">How it asks.</param>
/// <param name="post">Hands an event to the loop.</param>
/// <param name="changed">The loop is to look whether the run may rest.</param>
internal sealed class ChildDispatcher(
    string runId, RunSession session, IRunPeers peers, RunEnvironment silo, PeerCalls calls, Action<RunEvent> post, Action changed)
{
    private readonly Dictionary<string, Task> _children = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unwanted = new(StringComparer.Ordinal);
    private bool _isTelling;

    /// <summary>Whether a child has still to be started or cancelled, or the parent is being told.</summary>
    public bool IsBusy => _children.Count > 0 || _isTelling;

    /// <summary>Starts the child of a call.</summary>
    public void Call(CallFlow call)
    {
        var child = ChildRuns.IdOf(runId, call.Frame, call.Node, call.Attempt);
        if (!_children.ContainsKey(child))
        {
            _children[child] = StartAsync(child, call);
        }
    }

    /// <summary>Cancels the child of a call. A start that is under way is waited for: a cancellation that overtook it would find no run to cancel.</summary>
    public void Cancel(CancelCall cancel)
    {
        var child = ChildRuns.IdOf(runId, cancel.Frame, cancel.Node, cancel.Attempt);
        if (_unwanted.Add(child))
        {
            _children[child] = CancelAsync(child, cancel, _children.GetValueOrDefault(child, Task.CompletedTask));
        }
    }

    /// <summary>Tells the parent that the run has ended, until it has heard.</summary>
    public void TellParent()
    {
        if (session.Header.Parent is { } parent && !session.State.IsParentInformed && !_isTelling)
        {
            _isTelling = true;
            _ = TellAsync(parent);
        }
    }

    private async Task StartAsync(string child, CallFlow call)
    {
        await Task.Yield();
        var ended = default(ChildEnded);
        var failure = await calls.BeginAsync(
            async _ => ended = ChildRuns.Answer(await peers.StartRunAsync(child, ChildRuns.Request(runId, call, session.Header)), call, silo),
            () => !_unwanted.Contains(child),
            call.Node.Id);
        _children.Remove(child);
        if (ended is not null)
        {
            post(ended);
        }
        else if (failure is null)
        {
            changed();
        }
    }

    private async Task CancelAsync(string child, CancelCall cancel, Task starting)
    {
        await Task.Yield();
        await starting;
        var result = default(CommandResult);
        var failure = await calls.CallAsync(async () => result = await EndAsync(child, cancel), static () => true, cancel.Node.Id);
        _children.Remove(child);
        if (failure is null && result is { Run: null or { HasEnded: true } })
        {
            post(ChildRuns.EndOf(cancel, result.Run, silo)); // it never started, or its end was told to an activation that has gone
        }
        else
        {
            changed(); // it tells of its end itself
        }
    }

    /// <summary>Cancels a child, or records that it is not to begin: a start that is still on its way, from here or from an activation before, would find nothing.</summary>
    private async Task<CommandResult> EndAsync(string child, CancelCall cancel)
    {
        var result = await peers.CancelRunAsync(child);
        if (result.Run is not null)
        {
            return result;
        }

        var recorded = await peers.StartRunAsync(child, ChildRuns.Cancelled(runId, cancel, session.Header));
        return recorded.Run is { HasEnded: false } ? await peers.CancelRunAsync(child) : new CommandResult(recorded.Run);
    }

    private async Task TellAsync(ParentCall parent)
    {
        var summary = RunSummaries.Of(runId, session, false, silo.Time.GetUtcNow());
        var failure = await calls.CallAsync(() => peers.TellParentAsync(parent, summary), static () => true, parent.RunId);
        _isTelling = false;
        if (failure is null && !calls.IsStopped)
        {
            post(new ParentInformed { At = silo.Time.GetUtcNow() });
        }
    }
}
