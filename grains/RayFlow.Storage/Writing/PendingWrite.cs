using RayFlow.Storage.Grouping;
using RayFlow.Storage.Journals;

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

/// <summary>Commits a batch of a run.</summary>
internal sealed class JournalWrite(Guid runId, JournalBatch batch) : PendingWrite
{
    public Guid RunId { get; } = runId;

    public JournalBatch Batch { get; } = batch;

    /// <summary>An attempt without an answer turned out to have committed the batch.</summary>
    public bool IsStored { get; set; }

    /// <summary>Remembered by the batch, which may be written again after this write has failed.</summary>
    public override bool IsOutcomeUnknown
    {
        get => Batch.IsOutcomeUnknown;
        set => Batch.IsOutcomeUnknown = value;
    }

    public override long Bytes { get; } = Measure(batch);

    private static long Measure(JournalBatch batch)
    {
        var bytes = 40L + batch.Snapshot.Length + (batch.Row is { } row ? 200 + row.Summary.Length : 0);
        foreach (var entry in batch.Entries)
        {
            bytes += 40 + entry.Length;
        }

        foreach (var value in batch.Values)
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
