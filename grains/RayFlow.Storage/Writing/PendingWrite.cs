using RayFlow.Storage.Grouping;
using RayFlow.Storage.Runs;
using RayFlow.Storage.States;
using RayFlow.Storage.Values;

namespace RayFlow.Storage.Writing;

/// <summary>A write that waits for its commit.</summary>
internal abstract class PendingWrite : PendingOperation
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes after the commit, or fails.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Set if another activation was before: the write fails with it.</summary>
    public Exception? Conflict { get; set; }

    public override void Fail(Exception error) => _completion.TrySetException(error);

    /// <summary>The write was committed, or left out because of its conflict.</summary>
    public void Complete()
    {
        if (Conflict is null)
        {
            _completion.TrySetResult();
        }
        else
        {
            Fail(Conflict);
        }
    }
}

/// <summary>Appends to a run's journal, with what goes along.</summary>
internal sealed class JournalWrite(
    Guid runId, long firstSequence, ReadOnlyMemory<byte>[] entries, LargeValue[] values, JournalSnapshot? snapshot, RunRow? row) : PendingWrite
{
    public Guid RunId { get; } = runId;

    /// <summary>The sequence number of the first entry; what the journal holds must end just before it.</summary>
    public long FirstSequence { get; } = firstSequence;

    public ReadOnlyMemory<byte>[] Entries { get; } = entries;

    /// <summary>Values that entries, snapshot and row mention; one that is stored already stays as it is.</summary>
    public LargeValue[] Values { get; } = values;

    public JournalSnapshot? Snapshot { get; } = snapshot;

    public RunRow? Row { get; } = row;

    /// <summary>How many entries the journal has after this write.</summary>
    public long Length => FirstSequence - 1 + Entries.Length;

    /// <summary>How many of the entries an attempt without an answer turned out to have stored.</summary>
    public int Stored { get; set; }

    public override long Bytes { get; } = Measure(entries, values, snapshot, row);

    private static long Measure(ReadOnlyMemory<byte>[] entries, LargeValue[] values, JournalSnapshot? snapshot, RunRow? row)
    {
        var bytes = (snapshot?.Payload.Length ?? 0L) + (row is null ? 0 : 200 + row.Summary.Length);
        foreach (var entry in entries)
        {
            bytes += 40 + entry.Length;
        }

        foreach (var value in values)
        {
            bytes += 60 + value.Payload.Length;
        }

        return bytes;
    }
}

/// <summary>Deletes a run's journal and its row.</summary>
internal sealed class JournalClear(Guid runId) : PendingWrite
{
    public Guid RunId { get; } = runId;

    public override long Bytes => 16;
}

/// <summary>Writes a grain's state.</summary>
internal sealed class StateWrite(StateKey key, long? expectedETag, long newETag, ReadOnlyMemory<byte> payload) : PendingWrite
{
    public StateKey Key { get; } = key;

    /// <summary>What must be stored; null: nothing.</summary>
    public long? ExpectedETag { get; } = expectedETag;

    /// <summary>What is stored afterwards; unique, so that it also says whose a stored state is.</summary>
    public long NewETag { get; } = newETag;

    public ReadOnlyMemory<byte> Payload { get; } = payload;

    public override long Bytes => 120 + Payload.Length;
}

/// <summary>Deletes a grain's state.</summary>
internal sealed class StateClear(StateKey key, long expectedETag) : PendingWrite
{
    public StateKey Key { get; } = key;

    public long ExpectedETag { get; } = expectedETag;

    public override long Bytes => 120;
}
