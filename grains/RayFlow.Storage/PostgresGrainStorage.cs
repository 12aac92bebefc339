using Orleans.Storage;
using RayFlow.Storage.Journals;
using RayFlow.Storage.Reading;
using RayFlow.Storage.Runs;
using RayFlow.Storage.States;
using RayFlow.Storage.Writing;

namespace RayFlow.Storage;

/// <summary>
/// Grain storage in PostgreSQL that commits the writes of all grains of a silo in groups. Any state type is kept as one row,
/// <see cref="RunJournal"/> is appended to.
/// </summary>
/// <remarks>
/// A write completes after its own commit. It fails with <see cref="InconsistentStateException"/> if another activation has
/// written the state since it was read, and with <see cref="StorageUnavailableException"/> if the database was away for
/// longer than <see cref="PostgresStorageOptions.UnavailableTimeout"/>; then it is not known whether it was stored. A grain
/// state is named by the grain's type and key and the state's name; cancelling a read or write has no effect.
/// </remarks>
public sealed class PostgresGrainStorage : IGrainStorage
{
    private readonly GrainStateQueues _queues;
    private readonly IGrainStorageSerializer _serializer;

    internal PostgresGrainStorage(GrainStateQueues queues, IGrainStorageSerializer serializer)
    {
        _queues = queues;
        _serializer = serializer;
    }

    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        grainState is IGrainState<RunJournal> journal ? ReadJournalAsync(grainId, journal) : ReadRowAsync(KeyOf(stateName, grainId), grainState);

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        grainState is IGrainState<RunJournal> journal ? WriteJournalAsync(grainId, journal) : WriteRowAsync(KeyOf(stateName, grainId), grainState);

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        grainState is IGrainState<RunJournal> journal ? ClearJournalAsync(grainId, journal) : ClearRowAsync(KeyOf(stateName, grainId), grainState);

    private async Task ReadJournalAsync(GrainId grainId, IGrainState<RunJournal> state) =>
        SetJournal(state, await _queues.ReadAsync(new JournalRead(RunOf(grainId))));

    private async Task WriteJournalAsync(GrainId grainId, IGrainState<RunJournal> state)
    {
        var journal = state.State ?? throw new InvalidOperationException($"The journal of '{grainId}' is null and cannot be written.");
        var run = RunOf(grainId);
        await journal.WriteAsync(batch => _queues.WriteAsync(new JournalWrite(run, batch)));
        SetTag(state, journal);
    }

    private async Task ClearJournalAsync(GrainId grainId, IGrainState<RunJournal> state)
    {
        await _queues.WriteAsync(new JournalClear(RunOf(grainId)));
        SetJournal(state, new RunJournal());
    }

    private static void SetJournal(IGrainState<RunJournal> state, RunJournal journal)
    {
        state.State = journal;
        SetTag(state, journal);
    }

    private static void SetTag(IGrainState<RunJournal> state, RunJournal journal)
    {
        state.RecordExists = journal.Length > 0;
        state.ETag = journal.Length > 0 ? ETags.Format(journal.Length) : null;
    }

    private async Task ReadRowAsync<T>(StateKey key, IGrainState<T> state)
    {
        var stored = await _queues.ReadAsync(new StateRead(key));
        state.State = stored is null ? NewState<T>() : _serializer.Deserialize<T>(new BinaryData(stored.Payload)) ?? NewState<T>();
        state.ETag = ETags.Format(stored?.ETag);
        state.RecordExists = stored is not null;
    }

    private async Task WriteRowAsync<T>(StateKey key, IGrainState<T> state)
    {
        var expected = state.ETag is null ? (long?)null : ETags.Parse(state.ETag);
        var write = new StateWrite(key, expected, ETags.Next(), _serializer.Serialize(state.State).ToMemory());
        await _queues.WriteAsync(write);
        state.ETag = ETags.Format(write.NewETag);
        state.RecordExists = true;
    }

    private async Task ClearRowAsync<T>(StateKey key, IGrainState<T> state)
    {
        if (state.ETag is { } etag)
        {
            await _queues.WriteAsync(new StateClear(key, ETags.Parse(etag)));
        }

        state.ETag = null;
        state.RecordExists = false;
        state.State = NewState<T>();
    }

    private static StateKey KeyOf(string stateName, GrainId grainId) => new(grainId.Key.ToString()!, grainId.Type.ToString()!, stateName);

    private static Guid RunOf(GrainId grainId) => RunIds.Parse(grainId.Key.ToString()!);

    /// <summary>What a grain that has no state begins with; null if the type cannot be made out of nothing.</summary>
    private static T? NewState<T>() =>
        typeof(T).IsValueType || typeof(T).GetConstructor(Type.EmptyTypes) is not null ? Activator.CreateInstance<T>() : default;
}
