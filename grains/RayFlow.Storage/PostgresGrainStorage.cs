using Orleans.Storage;
using RayFlow.Storage.Journals;
using RayFlow.Storage.Runs;
using RayFlow.Storage.Writing;

namespace RayFlow.Storage;

/// <summary>
/// Grain storage of runs in PostgreSQL, which commits the writes of all runs of a silo in groups. The one state that it keeps is
/// <see cref="RunJournal"/>, of grains whose key is a run id; it is appended to.
/// </summary>
/// <remarks>
/// A write completes after its own commit. It fails with <see cref="InconsistentStateException"/> if the run has not the length that
/// its batch expects, because another activation has written it or because it was deleted, and with
/// <see cref="StorageUnavailableException"/> if the database was away for longer than
/// <see cref="PostgresStorageOptions.UnavailableTimeout"/>; then it is not known whether it was stored. Cancelling a read or write
/// has no effect.
/// </remarks>
public sealed class PostgresGrainStorage : IGrainStorage
{
    private readonly JournalQueues _queues;

    internal PostgresGrainStorage(JournalQueues queues) => _queues = queues;

    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var state = JournalOf(stateName, grainId, grainState);
        Set(state, await _queues.ReadAsync(RunOf(grainId)));
    }

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var state = JournalOf(stateName, grainId, grainState);
        var journal = state.State ?? throw new InvalidOperationException($"The journal of '{grainId}' is null and cannot be written.");
        var run = RunOf(grainId);
        await journal.WriteAsync(batch => _queues.WriteAsync(new JournalWrite(run, batch)));
        Set(state, journal);
    }

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var state = JournalOf(stateName, grainId, grainState);
        await _queues.WriteAsync(new JournalClear(RunOf(grainId)));
        Set(state, new RunJournal());
    }

    private static void Set(IGrainState<RunJournal> state, RunJournal journal)
    {
        state.State = journal;
        state.RecordExists = journal.Length > 0;
        state.ETag = journal.Length > 0 ? ETags.Format(journal.Length) : null;
    }

    private static IGrainState<RunJournal> JournalOf<T>(string stateName, GrainId grainId, IGrainState<T> state) =>
        state as IGrainState<RunJournal>
        ?? throw new NotSupportedException($"State '{stateName}' of grain '{grainId}' is a {typeof(T).Name}; this storage keeps a {nameof(RunJournal)}. Name another storage for it.");

    private static Guid RunOf(GrainId grainId) => RunIds.Parse(grainId.Key.ToString()!);
}
