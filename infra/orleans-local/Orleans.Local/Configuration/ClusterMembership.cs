using System.Globalization;

namespace Orleans.Configuration;

/// <summary>How hosts of one process find each other: the name of the membership store that they would share if they were processes.</summary>
internal sealed class ClusterMembership
{
    public const string DevelopmentId = "dev";

    /// <summary>The store; one of its own for a host that does not say.</summary>
    public string Store { get; set; } = $"host:{Guid.NewGuid():N}";

    public static string Localhost(int gatewayPort) => string.Create(CultureInfo.InvariantCulture, $"localhost:{gatewayPort}");
}
