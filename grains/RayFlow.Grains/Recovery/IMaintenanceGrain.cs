namespace RayFlow.Grains.Recovery;

/// <summary>Deletes what is old, one for the whole cluster. Key: <see cref="Key"/>.</summary>
[Alias("rayflow.IMaintenanceGrain")]
internal interface IMaintenanceGrain : IGrainWithStringKey
{
    /// <summary>The key of the only one.</summary>
    const string Key = "maintenance";

    /// <summary>Sees that it is in memory, and so at work.</summary>
    [AlwaysInterleave, Alias("KeepUp")]
    Task KeepUpAsync(CancellationToken cancellationToken);

    /// <summary>What it has done.</summary>
    [AlwaysInterleave, Alias("Get")]
    Task<MaintenanceState> GetAsync(CancellationToken cancellationToken);
}
