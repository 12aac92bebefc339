namespace Orleans.Runtime;

/// <summary>Where a state is kept.</summary>
public interface IPersistentStateConfiguration
{
    /// <summary>The state's name.</summary>
    string StateName { get; }

    /// <summary>The storage provider's name; null for the default provider.</summary>
    string? StorageName { get; }
}
