using RayFlow.Engine.Running;

namespace RayFlow.Grains.Runs;

/// <summary>The node attempts of one run that instances work on: hands them over, looks after them, starts again what was lost, and cancels.</summary>
/// <remarks>Used in the turns of the run's loop; its calls run beside each other and beside the loop, and end with <paramref name="calls"/>.</remarks>
/// <param name="runId">Which run.</param>
/// <param name="session">The run.</param>
/// <param name="peers">Whom it asks.</param>
/// <param name="silo">What all runs of a silo have in common.</param>
/// <param name="calls">How it asks.</param>
/// <param name="changed">The loop is to look whether the run may rest.</param>
internal sealed class NodeDispatcher(string runId, RunSession session, IRunPeers peers, RunEnvironment silo, PeerCalls calls, Action changed)
{
    /// <summary>A node that cannot be told for so long that it is not wanted asks by itself, or is gone.</summary>
    private static readonly TimeSpan CancelPatience = TimeSpan.FromSeconds(15);

    private readonly Dictionary<(long Frame, int Node, int Consumer), Handed> _nodes = [];
    private int _cancelling;
    private bool _isWatching;

    private sealed record Handed(RunNode Instruction, DateTimeOffset Since);

    /// <summary>Whether an instance works for the run, or is being told that it is not wanted.</summary>
    public bool IsBusy => _nodes.Count > 0 || _cancelling > 0;

    /// <summary>Hands an attempt over to its instance.</summary>
    /// <param name="run">The attempt.</param>
    /// <param name="wasHanded">Whether it was before: then the instance asks the run wherever that arrives.</param>
    public void Hand(RunNode run, bool wasHanded = false)
    {
        var handed = new Handed(run, silo.Time.GetUtcNow());
        _nodes[KeyOf(run)] = handed;
        _ = calls.BeginAsync(
            isAgain => peers.StartNodeAsync(
                KeyFor(run), NodeKeys.Request(runId, session, run, wasHanded || isAgain ? HandOver.Again : silo.Time.GetUtcNow())),
            () => IsHanded(handed),
            run.Node.Id);
        if (!_isWatching)
        {
            _isWatching = true;
            _ = WatchAsync();
        }
    }

    /// <summary>The outcome of an attempt has come.</summary>
    public void Reported(long frame, int node, int consumer) => _nodes.Remove((frame, node, consumer));

    /// <summary>An attempt was lost with what worked on it: it is started again if it is still waited for.</summary>
    public void Lost(long frame, int node, int consumer, int attempt)
    {
        if (_nodes.TryGetValue((frame, node, consumer), out var handed) && handed.Instruction.Attempt == attempt)
        {
            _ = StartAgainAsync([handed]);
        }
    }

    /// <summary>An attempt is not wanted any more: its instance is told, unless it has reported.</summary>
    public void Cancel(CancelNode cancel)
    {
        if (_nodes.Remove((cancel.Frame.Id, cancel.Node.Index, cancel.Consumer), out var handed))
        {
            _ = CancelAsync(handed.Instruction);
        }
    }

    /// <summary>The run has ended: nobody is looked after any more.</summary>
    public void Close() => _nodes.Clear();

    /// <summary>Each lease time it asks who still works, all at once, and starts again what nobody does.</summary>
    private async Task WatchAsync()
    {
        var lease = TimeSpan.FromSeconds(silo.Options.LeaseSeconds);
        while (_nodes.Count > 0 && await calls.PauseAsync(lease))
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
            return await peers.IsNodeRunningAsync(KeyFor(handed.Instruction), handed.Instruction.Attempt);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            silo.Logger.PeerNotReached(runId, handed.Instruction.Node.Id, failure.Message);
            return false;
        }
    }

    private async Task StartAgainAsync(IReadOnlyList<Handed> lost)
    {
        if (lost.Count == 0 || !await calls.IsStillOursAsync())
        {
            return;
        }

        foreach (var handed in lost.Where(IsHanded))
        {
            silo.Logger.NodeLost(runId, handed.Instruction.Node.Id, handed.Instruction.Attempt);
            Hand(handed.Instruction, wasHanded: true);
        }
    }

    private async Task CancelAsync(RunNode run)
    {
        var began = silo.Time.GetTimestamp();
        _cancelling++;
        await calls.CallAsync(() => peers.CancelNodeAsync(KeyFor(run)), () => silo.Time.GetElapsedTime(began) < CancelPatience, run.Node.Id);
        _cancelling--;
        changed();
    }

    private bool IsHanded(Handed handed) =>
        !calls.IsStopped && _nodes.TryGetValue(KeyOf(handed.Instruction), out var still) && ReferenceEquals(still, handed);

    private string KeyFor(RunNode run) => NodeKeys.Of(runId, session.Flow.Graph, run);

    private static (long Frame, int Node, int Consumer) KeyOf(RunNode run) => (run.Frame.Id, run.Node.Index, run.Consumer);
}
