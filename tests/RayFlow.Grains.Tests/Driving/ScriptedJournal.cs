using RayFlow.GrainInterfaces.Failures;
using RayFlow.Grains.Runs;
using RayFlow.Storage.Journals;

namespace RayFlow.Grains.Tests.Driving;

/// <summary>A journal in memory whose commits a test may hold up, or let another activation come before.</summary>
internal sealed class ScriptedJournal : IRunJournal
{
    private Task _gate = Task.CompletedTask;

    /// <summary>What is committed, oldest first.</summary>
    public List<ReadOnlyMemory<byte>> Entries { get; } = [];

    /// <summary>How many batches were committed; those that only asked are not counted.</summary>
    public int Commits { get; private set; }

    /// <summary>How often it was asked whether the run has still its length.</summary>
    public int Fences { get; private set; }

    /// <summary>What the database throws at the next commits; null: nothing.</summary>
    public Func<Exception?> Failure { get; set; } = static () => null;

    /// <summary>Whether another activation has written.</summary>
    public bool HasMoved { get; set; }

    public long Length => Entries.Count;

    public bool HasSnapshot => false;

    public bool IsSnapshotDue(long least) => false;

    /// <summary>Holds up commits until the source that it gives is completed.</summary>
    public TaskCompletionSource HoldUp()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _gate = gate.Task;
        return gate;
    }

    public async Task AppendAsync(JournalBatch batch)
    {
        await _gate;
        if (Failure() is { } failure)
        {
            throw failure;
        }

        if (HasMoved || batch.ExpectedLength != Entries.Count)
        {
            throw new RunMovedException("Another activation has written.");
        }

        Entries.AddRange(batch.Entries);
        Commits += batch.Entries.Count > 0 ? 1 : 0;
        Fences += batch.Entries.Count == 0 && batch.Row is null ? 1 : 0;
    }
}
