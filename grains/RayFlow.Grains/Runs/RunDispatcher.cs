using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Nodes;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Runs;

namespace RayFlow.Grains.Runs;

/// <summary>
/// Carries out what the engine decided for one run: hands over node attempts, starts and cancels children, tells the parent. Knows nothing that is
/// not in the run's state, so that a crash forgets none of it; what is outstanding is asked for again until it is confirmed.
/// </summary>
/// <remarks>
/// Used in the turns of the run's loop. All calls run beside each other and beside the loop; every one ends with the dispatcher. An attempt is asked
/// for a second time only after the database has confirmed that the run is still this activation's: a silo that stood still must not repeat what
/// another one has gone on from.
/// </remarks>
/// <param name="runId">Which run.</param>
/// <param name="session">The run.</param>
/// <param name="peers">Whom it asks.</param>
/// <param name="silo">What all runs of a silo have in common.</param>
/// <param name="post">Hands an event to the loop.</param>
/// <param name="fence">Completes when the database has confirmed that the run is this activation's.</param>
/// <param name="changed">The loop is to look whether the run may rest.</param>
#pragma warning disable CA1001 // The source has no timer: it holds nothing, and is cancelled when the dispatcher stops.
internal sealed class RunDispatcher(
#pragma warning restore CA1001
    string runId, RunSession session, IRunPeers peers, RunEnvironment silo, Action<RunEvent> post, Func<Task> fence, Action changed)
{
    /// <summary>A node that cannot be told for so long that it is not wanted asks by itself, or is gone.</summary>
    private static readonly TimeSpan CancelPatience = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<(long Frame, int Node, int Consumer), Handed> _nodes = [];
    private readonly Dictionary<string, Task> _children = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unwanted = new(StringComparer.Ordinal);
    private int _cancelling;
    private bool _isWatching;
    private bool _isTelling;

    private sealed record Handed(RunNode Instruction, DateTimeOffset Since);

    /// <summary>Whether a node instance works for the run, a child has still to be started or ended, or somebody is being told.</summary>
    public bool IsBusy => _nodes.Count > 0 || _children.Count > 0 || _cancelling > 0 || _isTelling;

    /// <summary>Carries out instructions in order.</summary>
    /// <param name="instructions">What the engine decided.</param>
    /// <param name="commit">How long the commit before them took: that is the time of a checkpoint.</param>
    public void CarryOut(IReadOnlyList<Instruction> instructions, TimeSpan commit)
    {
        foreach (var instruction in instructions)
        {
            if (instruction is not (CancelNode or CancelCall) && IsOver(instruction))
            {
                continue; // by what came with it, in the same commit
            }

            switch (instruction)
            {
                case RunNode run: Hand(run); break;
                case CancelNode cancel: Cancel(cancel); break;
                case PassCheckpoint checkpoint: Pass(checkpoint, commit); break;
                case CallFlow call: Call(call); break;
                case CancelCall cancel: Cancel(cancel); break;
            }
        }
    }

    /// <summary>The outcome of an attempt has come.</summary>
    public void Reported(long frame, int node, int consumer) => _nodes.Remove((frame, node, consumer));

    /// <summary>The run has ended: nothing is asked of its nodes any more, and its parent is told.</summary>
    public void Close()
    {
        _nodes.Clear();
        if (session.Header.Parent is { } parent && !session.State.IsParentInformed && !_isTelling)
        {
            _isTelling = true;
            _ = TellParentAsync(parent);
        }
    }

    /// <summary>An attempt was lost with what worked on it: it is started again if it is still waited for.</summary>
    public void Lost(long frame, int node, int consumer, int attempt)
    {
        if (_nodes.TryGetValue((frame, node, consumer), out var handed) && handed.Instruction.Attempt == attempt)
        {
            _ = StartAgainAsync([handed]);
        }
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
        return !Awaited.IsNode(session.State, instruction.Frame.Id, instruction.Node.Index, consumer, attempt);
    }

    private void Hand(RunNode run)
    {
        var handed = new Handed(run, silo.Time.GetUtcNow());
        _nodes[KeyOf(run)] = handed;
        _ = DeliverAsync(handed);
        if (!_isWatching)
        {
            _isWatching = true;
            _ = WatchAsync();
        }
    }

    private Task<Exception?> DeliverAsync(Handed handed) => BeginAsync(
        () => peers.StartNodeAsync(NodeKeys.Of(runId, session.Flow.Graph, handed.Instruction), NodeKeys.Request(runId, session, handed.Instruction, silo.Time.GetUtcNow())),
        () => IsHanded(handed),
        handed.Instruction.Node);

    /// <summary>Looks after what was handed over: each lease time it asks who still works, all at once, and starts again what nobody does.</summary>
    private async Task WatchAsync()
    {
        var lease = TimeSpan.FromSeconds(silo.Options.LeaseSeconds);
        while (_nodes.Count > 0 && await PauseAsync(lease))
        {
            var due = silo.Time.GetUtcNow() - (lease * 0.9);
            var asked = _nodes.Values.Where(handed => handed.Since <= due).ToList();
            var running = await Task.WhenAll(asked.Select(IsRunningAsync));
            await StartAgainAsync([.. asked.Where((handed, i) => !running[i])]);
        }

        _isWatching = false;
    }

    private async Task<bool> IsRunningAsync(Handed handed)
    {
        try
        {
            return await peers.IsNodeRunningAsync(NodeKeys.Of(runId, session.Flow.Graph, handed.Instruction), handed.Instruction.Attempt);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            silo.Logger.HandOverFailed(runId, handed.Instruction.Node.Id, failure.Message);
            return false;
        }
    }

    private async Task StartAgainAsync(IReadOnlyList<Handed> lost)
    {
        if (lost.Count == 0 || !await IsStillOursAsync())
        {
            return;
        }

        foreach (var handed in lost.Where(IsHanded))
        {
            silo.Logger.NodeLost(runId, handed.Instruction.Node.Id, handed.Instruction.Attempt);
            Hand(handed.Instruction);
        }
    }

    /// <summary>Whether the database confirms it now: a process that stood still does not know how long.</summary>
    private async Task<bool> IsStillOursAsync()
    {
        try
        {
            await fence();
            return !_stop.IsCancellationRequested;
        }
        catch (Exception moved) when (moved is not OutOfMemoryException)
        {
            return false; // the loop has been told as well, and says so
        }
    }

    private void Cancel(CancelNode cancel)
    {
        if (_nodes.Remove((cancel.Frame.Id, cancel.Node.Index, cancel.Consumer), out var handed))
        {
            _ = CancelAsync(handed.Instruction);
        }
    }

    private async Task CancelAsync(RunNode run)
    {
        var began = silo.Time.GetTimestamp();
        _cancelling++;
        await CallAsync(() => peers.CancelNodeAsync(NodeKeys.Of(runId, session.Flow.Graph, run)), () => silo.Time.GetElapsedTime(began) < CancelPatience, run.Node);
        _cancelling--;
        Rested();
    }

    private void Pass(PassCheckpoint checkpoint, TimeSpan commit) => post(new NodeCompleted
    {
        At = silo.Time.GetUtcNow(),
        Frame = checkpoint.Frame.Id,
        Node = checkpoint.Node.Index,
        Attempt = checkpoint.Attempt,
        Outputs = Model.Values.ValueMap.Of((checkpoint.Node.Outputs[0], checkpoint.Inputs[0])),
        Seconds = commit.TotalSeconds,
    });

    private void Call(CallFlow call)
    {
        var child = ChildRuns.IdOf(runId, call.Frame, call.Node, call.Attempt);
        if (!_children.ContainsKey(child))
        {
            _children[child] = StartChildAsync(child, call);
        }
    }

    private async Task StartChildAsync(string child, CallFlow call)
    {
        await Task.Yield();
        var ended = default(ChildEnded);
        var failure = await BeginAsync(
            async () => ended = ChildRuns.Answer(await peers.StartRunAsync(child, ChildRuns.Request(runId, call, session.Header)), call, silo),
            () => !_unwanted.Contains(child),
            call.Node);
        _children.Remove(child);
        if (ended is not null)
        {
            post(ended);
        }
        else if (failure is null)
        {
            Rested();
        }
    }

    /// <summary>A start that is under way is waited for: a cancellation that overtook it would find no run to cancel.</summary>
    private void Cancel(CancelCall cancel)
    {
        var child = ChildRuns.IdOf(runId, cancel.Frame, cancel.Node, cancel.Attempt);
        if (_unwanted.Add(child))
        {
            _children[child] = CancelChildAsync(child, cancel, _children.GetValueOrDefault(child, Task.CompletedTask));
        }
    }

    private async Task CancelChildAsync(string child, CancelCall cancel, Task starting)
    {
        await Task.Yield();
        await starting;
        var result = default(CommandResult);
        var failure = await CallAsync(async () => result = await EndAsync(child, cancel), static () => true, cancel.Node);
        _children.Remove(child);
        if (failure is null && result is { Run: null or { HasEnded: true } })
        {
            post(ChildRuns.EndOf(cancel, result.Run, silo)); // it never started, or its end was told to an activation that has gone
        }
        else
        {
            Rested(); // it tells of its end itself
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

    private async Task TellParentAsync(ParentCall parent)
    {
        var summary = RunSummaries.Of(runId, session, false, silo.Time.GetUtcNow());
        var failure = await silo.Calls.UntilAsync(
            () => peers.TellParentAsync(parent, summary),
            static _ => true,
            _stop.Token,
            failure => silo.Logger.ParentNotTold(runId, parent.RunId, failure.Message));
        _isTelling = false;
        if (failure is null && !_stop.IsCancellationRequested)
        {
            post(new ParentInformed { At = silo.Time.GetUtcNow() });
        }
    }

    /// <summary>As <see cref="CallAsync"/>, for what begins something: it is asked for again only once it is confirmed that the run is still this activation's.</summary>
    private Task<Exception?> BeginAsync(Func<Task> call, Func<bool> isWanted, GraphNode node)
    {
        var isFirst = true;
        return CallAsync(AskAsync, isWanted, node);

        async Task AskAsync()
        {
            if (!isFirst)
            {
                await fence();
                if (!isWanted())
                {
                    return;
                }
            }

            isFirst = false;
            await call();
        }
    }

    /// <summary>Calls until the call goes through or is not wanted any more.</summary>
    private Task<Exception?> CallAsync(Func<Task> call, Func<bool> isWanted, GraphNode node) => silo.Calls.UntilAsync(
        call,
        _ => isWanted(),
        _stop.Token,
        failure => silo.Logger.HandOverFailed(runId, node.Id, failure.Message));

    private bool IsHanded(Handed handed) =>
        !_stop.IsCancellationRequested && _nodes.TryGetValue(KeyOf(handed.Instruction), out var still) && ReferenceEquals(still, handed);

    private async Task<bool> PauseAsync(TimeSpan pause)
    {
        await Task.Delay(pause, silo.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return !_stop.IsCancellationRequested;
    }

    private void Rested()
    {
        if (!_stop.IsCancellationRequested)
        {
            changed();
        }
    }

    private static (long Frame, int Node, int Consumer) KeyOf(RunNode run) => (run.Frame.Id, run.Node.Index, run.Consumer);
}
