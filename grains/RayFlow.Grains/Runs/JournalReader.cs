using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Grains.Flows;
using RayFlow.Grains.Values;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Storage.Journals;

namespace RayFlow.Grains.Runs;

/// <summary>Reads the journals of runs: whole ones for what is rebuilt on demand, and what came since for what was rebuilt before.</summary>
internal sealed class JournalReader(RunJournals journals, StoredValues values)
{
    private const int PageSize = 500;

    /// <summary>A run's header and events from the first on, its past included; null if there is no such run, or its start was never committed as a whole.</summary>
    /// <param name="runId">Which.</param>
    /// <param name="large">Is to know the large values of its own journal that were read; null: nobody is.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<RunRecord?> ReadAsync(string runId, LargeValues? large, CancellationToken cancellationToken) =>
        await ReadOwnAsync(runId, large, cancellationToken) is { Events.Count: > 0 } own ? await WithPastAsync(own, cancellationToken) : null;

    /// <summary>A run's own journal with the past before it that its header names.</summary>
    /// <exception cref="InvalidDataException">A run that the past is read from is gone.</exception>
    public async Task<RunRecord> WithPastAsync(RunRecord own, CancellationToken cancellationToken)
    {
        var (parts, bytes) = (new List<(IReadOnlyList<RunEvent> Events, int Upto)> { (own.Events, int.MaxValue) }, own.Bytes);
        for (var origin = own.Header.Origin; origin is not null;)
        {
            var before = await ReadOwnAsync(origin.RunId, null, cancellationToken)
                ?? throw new InvalidDataException($"The journal of run '{origin.RunId}' is gone, which has the past of a run that goes on from it. Restore it from a backup, or terminate the run.");
            parts.Add((before.Events, origin.Events));
            bytes += before.Bytes;
            origin = before.Header.Origin;
        }

        if (parts.Count == 1)
        {
            return own;
        }

        var events = new List<RunEvent>();
        var past = 0;
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            past = events.Count;
            events.AddRange(parts[i].Events.Take(parts[i].Upto - past));
        }

        return own with { Events = events, Past = past, Bytes = bytes };
    }

    /// <summary>The events after so many entries.</summary>
    public async Task<List<RunEvent>> ReadSinceAsync(string runId, long length, CancellationToken cancellationToken)
    {
        var events = new List<RunEvent>();
        await foreach (var page in PagesAsync(runId, length + 1, null, cancellationToken))
        {
            events.AddRange(page.Events);
        }

        return events;
    }

    /// <summary>How many entries are committed; 0 for an unknown run.</summary>
    public Task<long> LengthAsync(string runId, CancellationToken cancellationToken) => journals.LengthAsync(runId, cancellationToken);

    /// <summary>Decodes entries, after the large values that they mention have been read.</summary>
    public async Task<List<RunEvent>> DecodeAsync(string runId, List<ValueMap> entries, LargeValues? large, CancellationToken cancellationToken)
    {
        var read = await values.ReadAsync(runId, entries.SelectMany(ApartFields.Of), large, cancellationToken);
        return entries.ConvertAll(entry => JournalDecoder.Decode(ApartFields.Fill(entry, read)));
    }

    private async Task<RunRecord?> ReadOwnAsync(string runId, LargeValues? large, CancellationToken cancellationToken)
    {
        var header = default(RunHeader);
        var (events, bytes) = (new List<RunEvent>(), 0L);
        await foreach (var page in PagesAsync(runId, 1, large, cancellationToken))
        {
            header ??= HeaderCodec.Decode(page.First!);
            events.AddRange(page.Events);
            bytes += page.Bytes;
        }

        return header is null ? null : new RunRecord(header, events, bytes);
    }

    private async IAsyncEnumerable<(ValueMap? First, List<RunEvent> Events, long Bytes)> PagesAsync(
        string runId, long from, LargeValues? large, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (first, page, bytes, next) = (default(ValueMap), new List<ValueMap>(), 0L, from);
        await foreach (var entry in journals.ReadAsync(runId, from, cancellationToken))
        {
            if (entry.Sequence != next++)
            {
                throw new InvalidDataException($"The journal of run '{runId}' is damaged: entry {next - 1} is missing before entry {entry.Sequence}.");
            }

            if (entry.Sequence == 1)
            {
                first = JournalDecoder.Parse(entry.Payload.Span);
                continue;
            }

            page.Add(JournalDecoder.Parse(entry.Payload.Span));
            bytes += entry.Payload.Length;
            if (page.Count == PageSize)
            {
                yield return (first, await DecodeAsync(runId, page, large, cancellationToken), bytes);
                page.Clear();
                bytes = 0;
            }
        }

        if (page.Count > 0)
        {
            yield return (first, await DecodeAsync(runId, page, large, cancellationToken), bytes);
        }
    }
}

/// <summary>What a journal says.</summary>
/// <param name="Header">What the run is a run of.</param>
/// <param name="Events">Its events, oldest first.</param>
/// <param name="Bytes">The bytes of their entries, without large values.</param>
/// <param name="Past">How many of the events are read from the journals of other runs; the others are this run's own.</param>
internal sealed record RunRecord(RunHeader Header, IReadOnlyList<RunEvent> Events, long Bytes, int Past = 0)
{
    /// <summary>How many entries the run's own journal has.</summary>
    public long Length => 1 + Events.Count - Past;

    /// <summary>When the run was accepted, UTC.</summary>
    public DateTimeOffset StartedAt => Events[Past].At;

    /// <summary>What the run may not exceed: what held when it started, whatever holds today.</summary>
    public RunLimits Limits => Header.LimitsInForce;

    /// <summary>Folds all events and takes every step that follows.</summary>
    public RunState Fold(FlowGraph graph, IRunObserver observer)
    {
        var state = RunReplay.Fold(graph, Limits, Events, observer);
        while (RunEngine.Decide(state, new Continued { At = default }).HasMore)
        {
        }

        return state;
    }
}
