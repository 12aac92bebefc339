using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Failures;
using RayFlow.Model.Runs;

namespace RayFlow.Grains.Runs;

/// <summary>What came in for a run and has not been folded yet, in order.</summary>
/// <param name="runId">Which run.</param>
/// <param name="added">Told whenever something came in.</param>
internal sealed class RunInbox(string runId, Action added)
{
    private readonly Queue<Inbound> _waiting = new();
    private int _events;
    private bool _isClosed;

    /// <summary>An event, or the wish to know that all before it is committed.</summary>
    /// <param name="Event">What happened; null: nothing.</param>
    /// <param name="Fences">Whether the database is to confirm that the run still is this activation's, whatever there is to commit.</param>
    /// <param name="Committed">Who waits for the commit; null: nobody.</param>
    internal readonly record struct Inbound(RunEvent? Event, bool Fences = false, TaskCompletionSource? Committed = null);

    /// <summary>How many wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>Whether anything happened among what waits; that somebody wants to know something is committed, is nothing that goes on for the run.</summary>
    public bool HasEvents => _events > 0;

    /// <summary>Puts an event in for whose commit nobody waits; a closed inbox forgets it, as a crash would.</summary>
    public void Add(RunEvent @event)
    {
        if (!_isClosed)
        {
            Enqueue(new Inbound(@event));
            added();
        }
    }

    /// <summary>Puts events in, one right after the other; completes when all of them are committed, or fails if the run is lost here.</summary>
    public Task AddAsync(params ReadOnlySpan<RunEvent> events)
    {
        if (_isClosed)
        {
            return Task.FromException(Gone());
        }

        foreach (var first in events[..^1])
        {
            Enqueue(new Inbound(first));
        }

        return EnqueueAsync(new Inbound(events[^1], Committed: NewCompletion()));
    }

    /// <summary>Completes when all that came in so far is committed.</summary>
    /// <param name="fences">Whether the database is to confirm that the run still is this activation's, also if there is nothing to commit.</param>
    public Task FlushAsync(bool fences) => EnqueueAsync(new Inbound(null, fences, NewCompletion()));

    /// <summary>Takes the first out.</summary>
    public bool TryTake(out Inbound first)
    {
        var isThere = _waiting.TryDequeue(out first);
        _events -= first.Event is null ? 0 : 1;
        return isThere;
    }

    /// <summary>Tells those who wait that nothing of theirs is committed, and takes nothing in any more.</summary>
    public void Close(Exception failure)
    {
        _isClosed = true;
        while (TryTake(out var waiting))
        {
            waiting.Committed?.TrySetException(failure);
        }
    }

    private Task EnqueueAsync(Inbound inbound)
    {
        if (_isClosed)
        {
            return Task.FromException(Gone());
        }

        Enqueue(inbound);
        added();
        return inbound.Committed!.Task;
    }

    private void Enqueue(Inbound inbound)
    {
        _waiting.Enqueue(inbound);
        _events += inbound.Event is null ? 0 : 1;
    }

    private RunMovedException Gone() => new($"Run '{runId}' has left this activation. Ask again: it goes on wherever it is asked for.");

    private static TaskCompletionSource NewCompletion() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
