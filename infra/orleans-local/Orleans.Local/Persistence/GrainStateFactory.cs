using System.Reflection;
using Orleans.Providers;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Makes the state of a <see cref="Grain{TGrainState}"/>.</summary>
internal sealed class GrainStateFactory(IPersistentStateFactory factory)
{
    public IPersistentState<TState> Create<TState>(IGrainContext context, Type grainClass) =>
        factory.Create<TState>(context, new Configuration(grainClass.GetCustomAttribute<StorageProviderAttribute>()?.ProviderName));

    private sealed record Configuration(string? StorageName) : IPersistentStateConfiguration
    {
        public string StateName => "state";
    }
}
