using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>Makes persistent states in the storage providers that their configuration names.</summary>
public class PersistentStateFactory : IPersistentStateFactory
{
    /// <inheritdoc/>
    /// <exception cref="BadProviderConfigException">There is no such storage provider.</exception>
    public IPersistentState<TState> Create<TState>(IGrainContext context, IPersistentStateConfiguration cfg)
    {
        var storage = string.IsNullOrWhiteSpace(cfg.StorageName)
            ? context.ActivationServices.GetService<IGrainStorage>()
            : context.ActivationServices.GetKeyedService<IGrainStorage>(cfg.StorageName);
        if (storage is null)
        {
            var name = string.IsNullOrWhiteSpace(cfg.StorageName) ? "default storage provider" : $"storage provider named \"{cfg.StorageName}\"";
            throw new BadProviderConfigException($"No {name} found loading grain type {context.GrainId.Type}.");
        }

        return new PersistentState<TState>(context, storage, GetFullStateName(context, cfg));
    }

    /// <summary>The name under which a state is stored.</summary>
    protected virtual string GetFullStateName(IGrainContext context, IPersistentStateConfiguration cfg) => cfg.StateName;
}
