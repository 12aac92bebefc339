using Orleans.Storage;
using RayFlow.GrainInterfaces.Failures;
using RayFlow.Storage.Journals;

namespace RayFlow.Grains.Runs;

/// <summary>A run's journal in its grain's state: what Orleans' storage bridge reads and writes, one batch at a time.</summary>
internal sealed class PersistentRunJournal(string runId, IPersistentState<RunJournal> state) : IRunJournal
{
    public long Length => state.State.Length;

    public bool HasSnapshot => state.State.HasSnapshot;

    public bool IsSnapshotDue(long least) => state.State.BytesSinceSnapshot > Math.Max(least, state.State.SnapshotBytes);

    public async Task AppendAsync(JournalBatch batch)
    {
        state.State.Batch = batch;
        try
        {
            await state.WriteStateAsync(CancellationToken.None);
        }
        catch (InconsistentStateException conflict)
        {
            throw new RunMovedException($"Run '{runId}' was written by another activation, which goes on with it; this one gives way. {conflict.Message}");
        }
    }
}
