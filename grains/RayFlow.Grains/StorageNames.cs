namespace RayFlow.Grains;

/// <summary>The names of the grain storage providers that RayFlow's grains use.</summary>
public static class StorageNames
{
    /// <summary>Runs and their variables: RayFlow's own provider, which groups commits and appends journals.</summary>
    public const string Runs = "runs";

    /// <summary>State of grains that stands alone: <c>Microsoft.Orleans.Persistence.AdoNet</c>.</summary>
    public const string States = "states";
}
