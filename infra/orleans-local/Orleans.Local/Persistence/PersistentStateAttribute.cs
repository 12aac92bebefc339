namespace Orleans.Runtime;

/// <summary>Names the state of a constructor parameter and the storage provider that keeps it.</summary>
/// <param name="stateName">The state's name.</param>
/// <param name="storageName">The provider's name; null for the default provider.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute, IFacetMetadata, IPersistentStateConfiguration
{
    /// <inheritdoc/>
    public string StateName { get; } = stateName;

    /// <inheritdoc/>
    public string? StorageName { get; } = storageName;
}
