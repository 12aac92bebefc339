using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Grains.Flows;
using RayFlow.Model.Runs;
using RayFlow.Storage.Journals;

namespace RayFlow.Grains.Runs;

/// <summary>Reads whole journals, for what is rebuilt on demand: histories, early events, the state that a retry goes on from.</summary>
internal sealed class RunJournalEntries(RunJournals journals, CompiledFlows flows)
{
    /// <summary>A run's header and events from the first on; null if there is no such run.</summary>
    public async Task<RunRecord?> ReadAsync(string runId, CancellationToken cancellationToken)
    {
        var header = default(RunHeader);
        var events = new List<RunEvent>();
        await foreach (var entry in journals.ReadAsync(runId, 1, cancellationToken))
        {
            if (header is null)
            {
                header = JournalCodec.DecodeHeader(entry.Payload.Span);
            }
            else
            {
                events.Add(JournalCodec.Decode(entry.Payload.Span));
            }
        }

        return header is null ? null : new RunRecord(header, (await flows.LoadAsync(header.FlowHash, cancellationToken)).Graph, events);
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
