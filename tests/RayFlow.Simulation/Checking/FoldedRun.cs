using RayFlow.Engine.Running;
using RayFlow.Grains.Runs;
using RayFlow.Grains.Values;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Simulation.Databases;
using RayFlow.Simulation.Flows;

namespace RayFlow.Simulation.Checking;

/// <summary>A run as its journal tells it, folded strictly by the engine.</summary>
internal sealed class FoldedRun
{
    private readonly Dictionary<(long Frame, int Node, int Consumer, int Attempt), List<(long Order, TimeSpan At)>> _outcomes = [];

    /// <summary>Decodes and folds.</summary>
    /// <exception cref="Exception">The journal has a gap, cannot be decoded, or is of a run that went another way.</exception>
    public FoldedRun(string runId, StoredRun stored, FlowShelf flows)
    {
        (RunId, Stored) = (runId, stored);
        var gap = stored.Entries.FindIndex(entry => entry.Sequence != stored.Entries.IndexOf(entry) + 1);
        if (gap >= 0 || stored.Length != stored.Entries.Count)
        {
            throw new InvalidDataException($"the journal has a gap: {string.Join(' ', stored.Entries.Select(entry => entry.Sequence))}, length {stored.Length}");
        }

        Header = HeaderCodec.Decode(stored.Entries[0].Payload.Span);
        foreach (var entry in stored.Entries.Skip(1))
        {
            var fields = JournalDecoder.Parse(entry.Payload.Span);
            var values = ApartFields.Of(fields).Distinct(StringComparer.Ordinal).ToDictionary(reference => reference, reference => ValueJson.Parse(stored.Values[ValueReference.Parse(reference).Hash].Span), StringComparer.Ordinal);
            Events.Add((JournalDecoder.Decode(ApartFields.Fill(fields, values)), entry.Order));
            Note(Events[^1].Event, (entry.Order, entry.At));
        }

        State = RunReplay.Fold(flows.ByHash(Header.FlowHash).Compiled.Graph, Header.LimitsInForce, Events.Select(item => item.Event));
        while (RunEngine.Decide(State, new Continued { At = default }).HasMore)
        {
        }
    }

    /// <summary>Which run.</summary>
    public string RunId { get; }

    /// <summary>What the database has of it.</summary>
    public StoredRun Stored { get; }

    /// <summary>What it is a run of.</summary>
    public RunHeader Header { get; }

    /// <summary>Its events, and when each was committed.</summary>
    public List<(RunEvent Event, long Order)> Events { get; } = [];

    /// <summary>Its state after all of them.</summary>
    public RunState State { get; }

    /// <summary>When the outcome of an attempt was committed; null: it was not, or was taken back by a retry before a time.</summary>
    public TimeSpan? OutcomeBefore(long frame, int node, int consumer, int attempt, long before)
    {
        var retried = Events.Where(item => item.Event is RetryRequested && item.Order < before).Select(item => item.Order).LastOrDefault();
        foreach (var (order, at) in _outcomes.GetValueOrDefault((frame, node, consumer, attempt)) ?? [])
        {
            if (order < before && order > retried)
            {
                return at;
            }
        }

        return null;
    }

    /// <summary>Whether a retry was committed between two times.</summary>
    public bool WasRetried(long from, long to) => Events.Exists(item => item.Event is RetryRequested && item.Order > from && item.Order < to);

    private void Note(RunEvent @event, (long Order, TimeSpan At) commit)
    {
        if (Awaited.OfReport(@event) is { } report)
        {
            if (!_outcomes.TryGetValue(report, out var orders))
            {
                _outcomes.Add(report, orders = []);
            }

            orders.Add(commit);
        }
    }
}
