using System.Text;
using RayFlow.Storage.Journals;
using RayFlow.Storage.Runs;
using RayFlow.Storage.Values;

namespace RayFlow.Storage.Tests.Fixtures;

/// <summary>An activation of a run's grain, as storage sees it.</summary>
public sealed class TestRun(TestSilo silo, string runId)
{
    private readonly GrainState<RunJournal> _state = new(new RunJournal());

    public string Id { get; } = runId;

    public IGrainState<RunJournal> State => _state;

    public RunJournal Journal => _state.State!;

    public IEnumerable<string> Entries => Journal.Entries.Select(entry => Encoding.UTF8.GetString(entry.Span));

    public GrainId GrainId => GrainId.Create("workflow", Id);

    public Task ReadAsync() => silo.Storage.ReadStateAsync("journal", GrainId, _state);

    public Task WriteAsync() => silo.Storage.WriteStateAsync("journal", GrainId, _state);

    public Task ClearAsync() => silo.Storage.ClearStateAsync("journal", GrainId, _state);

    public Task WriteAsync(JournalBatch batch)
    {
        Journal.Batch = batch;
        return WriteAsync();
    }

    public Task AppendAsync(params string[] entries) => WriteAsync(Batch(entries));

    /// <summary>Continues what this activation knows.</summary>
    public JournalBatch Batch(string[] entries, RunRow? row = null, string snapshot = "", params LargeValue[] values) => Batch(entries, row, snapshot, null, values);

    public JournalBatch Batch(string[] entries, RunRow? row, string snapshot, string? origin, params LargeValue[] values) => new()
    {
        Origin = origin,
        ExpectedLength = Journal.Length,
        Entries = [.. entries.Select(entry => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(entry))],
        Values = values,
        Snapshot = Encoding.UTF8.GetBytes(snapshot),
        Row = row,
    };

    public RunRow Row(string status = "running", string flow = "orders") => new()
    {
        RunId = Id,
        FlowName = flow,
        FlowHash = new string('a', 64),
        Status = status,
        StartedAt = DateTimeOffset.UtcNow,
    };
}
