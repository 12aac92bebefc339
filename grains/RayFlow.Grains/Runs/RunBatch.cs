using RayFlow.Engine.Running;
using RayFlow.Storage.Journals;
using RayFlow.Storage.Runs;
using RayFlow.Storage.Values;

namespace RayFlow.Grains.Runs;

/// <summary>What one turn of a run's loop has folded: what is to be committed, and what follows once it is.</summary>
internal sealed class RunBatch
{
    private readonly List<ReadOnlyMemory<byte>> _entries = [];
    private readonly List<LargeValue> _values = [];
    private readonly List<TaskCompletionSource> _waiting = [];

    /// <summary>What the engine decided, in order.</summary>
    public List<Instruction> Instructions { get; } = [];

    /// <summary>The snapshot after the entries; empty: none.</summary>
    public ReadOnlyMemory<byte> Snapshot { get; set; }

    /// <summary>The run's row; null: it says already what it must.</summary>
    public RunRow? Row { get; set; }

    /// <summary>The run whose past this one has, in its first batch.</summary>
    public string? Origin { get; set; }

    /// <summary>Whether somebody asked if the run still is this activation's.</summary>
    public bool Fences { get; set; }

    /// <summary>Whether the run is to be opened anew from its journal: a retry takes back what failed.</summary>
    public bool Reopens { get; set; }

    /// <summary>What the engine threw; what it was given then is not in the batch.</summary>
    public Exception? Fault { get; set; }

    /// <summary>Whether everything in it is durable.</summary>
    public bool IsCommitted { get; set; }

    /// <summary>Whether anything was folded.</summary>
    public bool HasEntries => _entries.Count > 0;

    /// <summary>
    /// Whether the database must be asked before anything is carried out. What follows from a computation that went on without an event has
    /// nothing to commit, and is asked for only while the run is still this activation's.
    /// </summary>
    public bool NeedsCommit => HasEntries || !Snapshot.IsEmpty || Row is not null || Fences || Instructions.Count > 0;

    public void Add(ReadOnlyMemory<byte> entry) => _entries.Add(entry);

    public void Add(IReadOnlyList<LargeValue> values) => _values.AddRange(values);

    /// <summary>Somebody waits for this batch's commit.</summary>
    public void Await(TaskCompletionSource? committed)
    {
        if (committed is not null)
        {
            _waiting.Add(committed);
        }
    }

    public JournalBatch ToJournal(long expectedLength) => new() { ExpectedLength = expectedLength, Entries = _entries, Values = _values, Snapshot = Snapshot, Row = Row, Origin = Origin };

    /// <summary>Tells those who wait that it is committed.</summary>
    public void Confirm() => _waiting.ForEach(waiting => waiting.TrySetResult());

    /// <summary>The loop has ended at this batch: tells those who wait that it was not committed, or that nobody knows; or that it was.</summary>
    public void Refuse(Exception failure)
    {
        if (IsCommitted)
        {
            Confirm();
        }

        _waiting.ForEach(waiting => waiting.TrySetException(failure));
    }
}
