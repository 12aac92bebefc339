namespace Orleans.Runtime;

/// <summary>Keys of the <see cref="TimeProvider"/>s of the runtime's parts. All are the default one unless they are registered otherwise.</summary>
public static class TimeProviderNames
{
    /// <summary>Grain timers.</summary>
    public const string Grains = "Orleans.Grains";

    /// <summary>Idle collection.</summary>
    public const string ActivationManagement = "Orleans.ActivationManagement";
}
