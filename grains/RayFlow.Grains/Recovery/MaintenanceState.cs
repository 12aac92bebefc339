namespace RayFlow.Grains.Recovery;

/// <summary>What was deleted and when, as it is stored: a silo that takes the work over goes on with it.</summary>
[GenerateSerializer, Alias("rayflow.MaintenanceState")]
internal sealed class MaintenanceState
{
    /// <summary>When runs were last looked through, UTC; null: never.</summary>
    [Id(0)]
    public DateTimeOffset? RunsSweptAt { get; set; }

    /// <summary>How many runs were deleted then.</summary>
    [Id(1)]
    public long RunsDeleted { get; set; }

    /// <summary>When flow documents were last looked through, UTC; null: never.</summary>
    [Id(2)]
    public DateTimeOffset? DocumentsSweptAt { get; set; }

    /// <summary>How many documents were deleted then.</summary>
    [Id(3)]
    public long DocumentsDeleted { get; set; }
}
