using System.Collections.Concurrent;
using System.Globalization;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Keeps state in the memory of the cluster. It is gone when the last silo is.</summary>
internal sealed class MemoryGrainStorage(ConcurrentDictionary<string, MemoryGrainStorage.Record> records, IGrainStorageSerializer serializer) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (records.TryGetValue(Key(stateName, grainId), out var record))
        {
            grainState.State = serializer.Deserialize<T>(record.Data) ?? StateActivator<T>.Create();
            grainState.ETag = record.ETag;
            grainState.RecordExists = true;
        }
        else
        {
            Reset(grainState);
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = Key(stateName, grainId);
        var written = new Record(serializer.Serialize(grainState.State), Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture));
        var current = records.GetValueOrDefault(key);
        var done = current?.ETag == grainState.ETag
            && (current is null ? records.TryAdd(key, written) : records.TryUpdate(key, written, current));
        if (!done)
        {
            throw Conflict(grainState, records.GetValueOrDefault(key));
        }

        grainState.ETag = written.ETag;
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = Key(stateName, grainId);
        var current = records.GetValueOrDefault(key);
        if (current?.ETag != grainState.ETag || (current is not null && !records.TryRemove(KeyValuePair.Create(key, current))))
        {
            throw Conflict(grainState, records.GetValueOrDefault(key));
        }

        Reset(grainState);
        return Task.CompletedTask;
    }

    private static string Key(string stateName, GrainId grainId) => $"{stateName}/{grainId}";

    private static void Reset<T>(IGrainState<T> grainState)
    {
        grainState.State = StateActivator<T>.Create();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private static InconsistentStateException Conflict<T>(IGrainState<T> grainState, Record? stored) =>
        new($"e-Tag mismatch in Memory Storage: stored {stored?.ETag ?? "nothing"}, received {grainState.ETag ?? "nothing"}", stored?.ETag, grainState.ETag);

    internal sealed record Record(BinaryData Data, string ETag);
}
