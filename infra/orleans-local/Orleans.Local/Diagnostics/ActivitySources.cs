namespace Orleans.Diagnostics;

/// <summary>The names of the activity sources, for those who listen.</summary>
public static class ActivitySources
{
    /// <summary>All of them.</summary>
    public const string AllActivitySourceName = "Microsoft.Orleans.*";

    /// <summary>Calls of the application's grains.</summary>
    public const string ApplicationGrainActivitySourceName = "Microsoft.Orleans.Application";

    /// <summary>Calls of the runtime's own grains.</summary>
    public const string RuntimeActivitySourceName = "Microsoft.Orleans.Runtime";
}
