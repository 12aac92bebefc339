using Orleans.Storage;

namespace RayFlow.Storage;

/// <summary>
/// Grain storage in PostgreSQL that commits the writes of all grains of a silo in groups. Any state type is kept as one row,
/// <see cref="Journals.RunJournal"/> is appended to.
/// </summary>
public sealed class PostgresGrainStorage : IGrainStorage
{
    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();
}
