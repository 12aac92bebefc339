using Microsoft.Extensions.Options;
using RayFlow.Engine.Moments;
using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Flows;
using RayFlow.Model.Runs;

namespace RayFlow.Grains.Runs;

/// <summary>
/// Journals that were folded for readers, bounded by their bytes: the least recently read leave. A run that goes on is folded on from where the
/// last reader left it, so that watching a run costs what happens in it and not its length. Safe for concurrent use.
/// </summary>
internal sealed class RunFolds(JournalReader journals, CompiledFlows flows, IOptions<RunOptions> options)
{
    // A reader that starts from the beginning of a long run asks page after page: what one folding made serves the next pages.
    private const int EventsAhead = 20_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Fold>> _byRun = new(StringComparer.Ordinal);
    private readonly LinkedList<Fold> _recent = new();
    private long _bytes;

    /// <summary>A page of a run's history; null if there is no such run.</summary>
    public Task<HistoryPage?> HistoryAsync(string runId, HistoryQuery query, CancellationToken cancellationToken) =>
        ReadAsync(runId, records: false, fold => fold.History.Page(query), cancellationToken);

    /// <summary>A run as it was after one of its events; null if there is no such run.</summary>
    public Task<MomentAnswer?> MomentAsync(string runId, MomentQuery query, CancellationToken cancellationToken) =>
        ReadAsync(runId, records: true, fold => MomentMessages.Answer(runId, fold.Recording!, query), cancellationToken);

    /// <summary>Why a node instance was what it was after an event; null if there is no such run.</summary>
    public Task<ExplainAnswer?> ExplainAsync(string runId, ExplainQuery query, CancellationToken cancellationToken) =>
        ReadAsync(runId, records: true, fold => MomentMessages.Answer(fold.Recording!, fold.State!.Graph, query), cancellationToken);

    private async Task<T?> ReadAsync<T>(string runId, bool records, Func<Fold, T> read, CancellationToken cancellationToken)
        where T : class
    {
        var fold = Find(runId);
        await fold.Turn.WaitAsync(cancellationToken);
        try
        {
            return await FoldOnAsync(fold, records, cancellationToken) ? read(fold) : null;
        }
        finally
        {
            fold.Turn.Release();
            Measure(fold);
        }
    }

    /// <summary>Events of a run after a number, at most so many; null if there is no such run. The last page says so.</summary>
    public async Task<TimelinePage?> EventsAsync(string runId, long after, int limit, CancellationToken cancellationToken)
    {
        var fold = Find(runId);
        await fold.Turn.WaitAsync(cancellationToken);
        try
        {
            var kept = await AreOverhauledAsync(fold, cancellationToken) ? null : fold.Events;
            if (kept is null || kept.Value.After > after || !kept.Value.Timeline.Made.Any(item => item.Sequence > after))
            {
                if (await journals.ReadAsync(runId, null, cancellationToken) is not { } record)
                {
                    return null;
                }

                var graph = (await flows.LoadAsync(record.Header, cancellationToken)).Graph;
                var timeline = new RunTimeline(graph, after, EventsAhead);
                fold.HasEnded = record.Fold(graph, timeline).Outcome is not null;
                (fold.Events, fold.EventsLength) = (kept = (after, timeline), record.Length);
            }

            IReadOnlyList<TimelineEvent> events = [.. kept.Value.Timeline.Made.SkipWhile(item => item.Sequence <= after).Take(limit)];
            var last = events.Count > 0 ? events[^1].Sequence : after;
            return new TimelinePage(events, fold.HasEnded && last >= kept.Value.Timeline.Sequence);
        }
        finally
        {
            fold.Turn.Release();
            Measure(fold);
        }
    }

    /// <summary>Whether a retry took back some of the events that are kept, or their run was deleted.</summary>
    private async Task<bool> AreOverhauledAsync(Fold fold, CancellationToken cancellationToken)
    {
        if (fold.Events is null)
        {
            return false;
        }

        var since = await journals.ReadSinceAsync(fold.RunId, fold.EventsLength, cancellationToken);
        fold.EventsLength += since.Count;
        return since.Exists(static @event => @event is RetryRequested)
            || (since.Count == 0 && await journals.LengthAsync(fold.RunId, cancellationToken) < fold.EventsLength);
    }

    /// <summary>Folds what has come since the last time; false if there is no such run.</summary>
    /// <param name="fold">What is known of the run.</param>
    /// <param name="records">Whether its moments are asked for: a fold that did not record them begins anew.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    private async Task<bool> FoldOnAsync(Fold fold, bool records, CancellationToken cancellationToken)
    {
        records |= fold.Recording is not null;
        if (fold.State is { } state && records == fold.Recording is not null)
        {
            var since = await journals.ReadSinceAsync(fold.RunId, fold.Length, cancellationToken);
            if (since.Count == 0 && await journals.LengthAsync(fold.RunId, cancellationToken) >= fold.Length)
            {
                return true;
            }

            if (since.Count > 0 && !since.Exists(static @event => @event is RetryRequested))
            {
                Advance(fold, state, since);
                return true;
            }
        }

        (fold.State, fold.History, fold.Recording, fold.Length, fold.Events) = (null, new RunHistory(fold.RunId), null, 0, null);
        if (await journals.ReadAsync(fold.RunId, null, cancellationToken) is not { } record)
        {
            return false;
        }

        var graph = (await flows.LoadAsync(record.Header, cancellationToken)).Graph;
        fold.Recording = records ? new RunRecording(graph) : null;
        fold.State = record.Fold(graph, fold.Recording is { } recording ? new RecordedHistory(fold.History, recording) : fold.History);
        fold.Length = record.Length;
        return true;
    }

    private static void Advance(Fold fold, RunState state, List<RunEvent> since)
    {
        // Whoever folds on and fails has a state of no use; the next reader begins anew.
        fold.State = null;
        foreach (var @event in since)
        {
            RunEngine.Decide(state, @event, 0);
        }

        while (RunEngine.Decide(state, new Continued { At = default }).HasMore)
        {
        }

        fold.State = state;
        fold.Length += since.Count;
        fold.Events = null;
    }

    private Fold Find(string runId)
    {
        lock (_gate)
        {
            if (!_byRun.TryGetValue(runId, out var node))
            {
                _byRun.Add(runId, node = new LinkedListNode<Fold>(new Fold(runId)));
            }
            else
            {
                _recent.Remove(node);
            }

            _recent.AddFirst(node);
            return node.Value;
        }
    }

    private void Measure(Fold fold)
    {
        lock (_gate)
        {
            if (!_byRun.TryGetValue(fold.RunId, out var node) || node.Value != fold)
            {
                return; // it left meanwhile
            }

            var bytes = fold.Measure();
            _bytes += bytes - fold.Bytes;
            fold.Bytes = bytes;
            while (_bytes > options.Value.ReaderCacheBytes && _recent.Last is { } oldest)
            {
                _bytes -= oldest.Value.Bytes;
                _byRun.Remove(oldest.Value.RunId);
                _recent.RemoveLast();
            }
        }
    }

    private sealed class Fold(string runId)
    {
        public string RunId => runId;

        public SemaphoreSlim Turn { get; } = new(1, 1);

        public RunState? State { get; set; }

        public RunHistory History { get; set; } = new(runId);

        /// <summary>The run's moments; null: nobody has asked for one.</summary>
        public RunRecording? Recording { get; set; }

        public long Length { get; set; }

        public (long After, RunTimeline Timeline)? Events { get; set; }

        /// <summary>How many entries of the journal are known to leave <see cref="Events"/> as they are.</summary>
        public long EventsLength { get; set; }

        public bool HasEnded { get; set; }

        /// <summary>What it was last measured at; guarded by the cache's lock.</summary>
        public long Bytes { get; set; }

        public long Measure() => 1000 + History.Size + (Recording?.Size ?? 0) + (Events?.Timeline.Size ?? 0);
    }
}
