using RayFlow.Engine.Running;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Runs;

/// <summary>
/// Carries out what the engine decided for one run: hands over node attempts, starts and cancels children, tells the parent. Knows nothing that is
/// not in the run's state, so that a crash forgets none of it; what is outstanding is asked for again until it is confirmed.
/// </summary>
/// <remarks>Used in the turns of the run's loop. All calls run beside each other and beside the loop; every one ends with the dispatcher.</remarks>
#pragma warning disable CA1001 // The source has no timer: it holds nothing, and is cancelled when the dispatcher stops.
internal sealed class RunDispatcher
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _stop = new();
    private readonly RunSession _session;
    private readonly NodeDispatcher _nodes;
    private readonly ChildDispatcher _children;
    private readonly TimeProvider _time;
    private readonly Action<RunEvent> _post;
    private readonly Action _changed;

    /// <summary>A dispatcher of a run that has just been opened.</summary>
    /// <param name="runId">Which run.</param>
    /// <param name="session">The run.</param>
    /// <param name="peers">Whom it asks.</param>
    /// <param name="silo">What all runs of a silo have in common.</param>
    /// <param name="post">Hands an event to the loop.</param>
    /// <param name="fence">Completes when the database has confirmed that the run is this activation's.</param>
    /// <param name="changed">The loop is to look whether the run may rest.</param>
    public RunDispatcher(string runId, RunSession session, IRunPeers peers, RunEnvironment silo, Action<RunEvent> post, Func<Task> fence, Action changed)
    {
        (_session, _time, _post, _changed) = (session, silo.Time, post, changed);
        var calls = new PeerCalls(runId, silo, fence, _stop.Token);
        _nodes = new NodeDispatcher(runId, session, peers, silo, calls, Changed);
        _children = new ChildDispatcher(runId, session, peers, silo, calls, post, Changed);
    }

    /// <summary>Whether a node instance works for the run, a child has still to be started or ended, or somebody is being told.</summary>
    public bool IsBusy => _nodes.IsBusy || _children.IsBusy;

    /// <summary>Carries out instructions in order.</summary>
    /// <param name="instructions">What the engine decided.</param>
    /// <param name="commit">How long the commit before them took: that is the time of a checkpoint.</param>
    public void CarryOut(IReadOnlyList<Instruction> instructions, TimeSpan commit)
    {
        foreach (var instruction in instructions)
        {
            switch (instruction)
            {
                case CancelNode cancel: _nodes.Cancel(cancel); break;
                case CancelCall cancel: _children.Cancel(cancel); break;
                case var over when IsOver(over): break; // by what came with it, in the same commit
                case RunNode run: _nodes.Hand(run); break;
                case PassCheckpoint checkpoint: Pass(checkpoint, commit); break;
                case CallFlow call: _children.Call(call); break;
            }
        }
    }

    /// <inheritdoc cref="NodeDispatcher.Reported"/>
    public void Reported(long frame, int node, int consumer) => _nodes.Reported(frame, node, consumer);

    /// <inheritdoc cref="NodeDispatcher.Lost"/>
    public void Lost(long frame, int node, int consumer, int attempt) => _nodes.Lost(frame, node, consumer, attempt);

    /// <summary>The run has ended: nothing is asked of its nodes any more, and its parent is told.</summary>
    public void Close()
    {
        _nodes.Close();
        _children.TellParent();
    }

    /// <summary>Nothing is asked of anybody any more; the next activation reads off the state what is outstanding.</summary>
    public void Stop() => _stop.Cancel();

    private bool IsOver(Instruction instruction)
    {
        var (attempt, consumer) = instruction switch
        {
            RunNode run => (run.Attempt, run.Consumer),
            PassCheckpoint checkpoint => (checkpoint.Attempt, -1),
            CallFlow call => (call.Attempt, -1),
            _ => throw new InvalidOperationException($"{instruction.GetType().Name} is no attempt."),
        };
        return !Awaited.IsNode(_session.State, instruction.Frame.Id, instruction.Node.Index, consumer, attempt);
    }

    private void Pass(PassCheckpoint checkpoint, TimeSpan commit) => _post(new NodeCompleted
    {
        At = _time.GetUtcNow(),
        Frame = checkpoint.Frame.Id,
        Node = checkpoint.Node.Index,
        Attempt = checkpoint.Attempt,
        Outputs = ValueMap.Of((checkpoint.Node.Outputs[0], checkpoint.Inputs[0])),
        Seconds = commit.TotalSeconds,
    });

    private void Changed()
    {
        if (!_stop.IsCancellationRequested)
        {
            _changed();
        }
    }
}
