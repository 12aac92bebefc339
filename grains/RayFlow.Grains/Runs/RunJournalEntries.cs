using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Grains.Flows;
using RayFlow.Grains.Values;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Storage.Journals;

namespace RayFlow.Grains.Runs;

/// <summary>Reads whole journals, for what is rebuilt on demand: histories, early events, the state that a retry goes on from.</summary>
internal sealed class RunJournalEntries(RunJournals journals, StoredValues values, CompiledFlows flows)
{
    private const int PageSize = 500;

    /// <summary>A run's header and events from the first on; null if there is no such run.</summary>
    /// <param name="runId">Which.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="large">Is to know the large values that were read; null: nobody is.</param>
    public async Task<RunRecord?> ReadAsync(string runId, CancellationToken cancellationToken, LargeValues? large = null)
    {
        var header = default(RunHeader);
        var (events, page) = (new List<RunEvent>(), new List<ValueMap>());
        await foreach (var entry in journals.ReadAsync(runId, 1, cancellationToken))
        {
            if (header is null)
            {
                header = JournalDecoder.DecodeHeader(entry.Payload.Span);
                continue;
            }

            page.Add(JournalDecoder.Parse(entry.Payload.Span));
            if (page.Count == PageSize)
            {
                events.AddRange(await DecodeAsync(runId, page, large, cancellationToken));
                page.Clear();
            }
        }

        events.AddRange(await DecodeAsync(runId, page, large, cancellationToken));
        return header is null ? null : new RunRecord(header, (await flows.LoadAsync(header.FlowHash, cancellationToken)).Graph, events);
    }

    /// <summary>Decodes entries, after the large values that they mention have been read.</summary>
    public async Task<List<RunEvent>> DecodeAsync(string runId, List<ValueMap> entries, LargeValues? large, CancellationToken cancellationToken)
    {
        var read = await values.ReadAsync(runId, entries.SelectMany(ApartFields.Of), large, cancellationToken);
        return entries.ConvertAll(entry => JournalDecoder.Decode(ApartFields.Fill(entry, read)));
    }
}

/// <summary>What a journal says.</summary>
/// <param name="Header">What the run is a run of.</param>
/// <param name="Graph">Its flow.</param>
/// <param name="Events">Its events, oldest first.</param>
internal sealed record RunRecord(RunHeader Header, FlowGraph Graph, IReadOnlyList<RunEvent> Events)
{
    /// <summary>Folds all events and takes every step that follows.</summary>
    public RunState Fold(RunLimits limits, IRunObserver observer)
    {
        var state = RunReplay.Fold(Graph, limits, Events, observer);
        while (RunEngine.Decide(state, new Continued { At = default }).HasMore)
        {
        }

        return state;
    }
}
