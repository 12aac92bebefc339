using System.Globalization;
using Npgsql;

namespace RayFlow.Gateway.Clusters;

/// <summary>Why there is no silo, in words for people.</summary>
internal static class Absences
{
    /// <summary>No silo is in the database.</summary>
    public const string Nobody = "No silo of this cluster runs. Start one with 'rayflow silo' on the same database; requests are taken as soon as it is there.";

    /// <summary>The database has not been prepared by a silo.</summary>
    public const string NotPrepared = "No silo has used this database yet. Start one with 'rayflow silo' on it; requests are taken as soon as it is there.";

    /// <summary>The gateway has just started.</summary>
    public const string Searching = "The gateway has just started and looks for silos.";

    /// <summary>Silos are in the database, and none takes a connection.</summary>
    public static string Silent(int count) => string.Create(
        CultureInfo.InvariantCulture,
        $"{count} silo{(count == 1 ? "" : "s")} of this cluster {(count == 1 ? "is" : "are")} listed in the database, and none answers here. Whether they run, and whether their gateway port (RayFlow:Cluster:GatewayPort) can be reached, is to be looked at.");

    /// <summary>What stood in the way of a connection.</summary>
    public static string Of(Exception failure) => failure switch
    {
        NpgsqlException => $"The database that knows where silos are does not answer: {failure.Message}",
        SiloUnavailableException => Nobody,
        _ => $"Silos of this cluster are listed in the database, and none takes a connection: {failure.Message}",
    };
}
