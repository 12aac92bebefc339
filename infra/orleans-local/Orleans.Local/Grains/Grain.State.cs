using Microsoft.Extensions.DependencyInjection;
using Orleans.Core;
using Orleans.Runtime;

namespace Orleans;

/// <summary>A grain with one state, in the storage provider that <see cref="Providers.StorageProviderAttribute"/> names, or in the default one.</summary>
public class Grain<TGrainState> : Grain
{
    private readonly IStorage<TGrainState> _storage;

    /// <summary>Called by the runtime.</summary>
    protected Grain() => _storage = ServiceProvider.GetRequiredService<Storage.GrainStateFactory>().Create<TGrainState>((Activation)GrainContext, GetType());

    /// <summary>With the given storage.</summary>
    protected Grain(IStorage<TGrainState> storage) => _storage = storage;

    /// <summary>The state in memory.</summary>
    protected TGrainState State
    {
        get => _storage.State;
        set => _storage.State = value;
    }

    /// <summary>Reads the state again, dropping what was not written.</summary>
    protected virtual Task ReadStateAsync() => _storage.ReadStateAsync();

    /// <summary>Writes the state.</summary>
    protected virtual Task WriteStateAsync() => _storage.WriteStateAsync();

    /// <summary>Clears the stored state.</summary>
    protected virtual Task ClearStateAsync() => _storage.ClearStateAsync();
}
