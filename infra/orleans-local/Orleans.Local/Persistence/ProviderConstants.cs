namespace Orleans.Providers;

/// <summary>Names of providers that are used where none is given.</summary>
public static class ProviderConstants
{
    /// <summary>The default storage provider.</summary>
    public const string DEFAULT_STORAGE_PROVIDER_NAME = "Default";
}
