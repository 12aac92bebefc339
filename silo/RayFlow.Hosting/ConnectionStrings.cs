using System.Net.Sockets;
using Npgsql;

namespace RayFlow.Hosting;

/// <summary>How a process gets to the database that was configured.</summary>
internal static class ConnectionStrings
{
    /// <summary>The connection string that is configured; null if none is.</summary>
    /// <exception cref="CommandLineException">What is configured is none.</exception>
    public static string? Find(IConfiguration configuration) =>
        configuration.GetConnectionString("RayFlow") is { Length: > 0 } given ? Check(given) : null;

    /// <summary>The connection string that is configured.</summary>
    /// <param name="configuration">What is configured.</param>
    /// <param name="command">The command that cannot do without.</param>
    /// <exception cref="CommandLineException">None is, or what is configured is none.</exception>
    public static string Require(IConfiguration configuration, string command) => Find(configuration)
        ?? throw new CommandLineException($"'rayflow {command}' needs the cluster's database: --postgres CONNECTION or ConnectionStrings:RayFlow. 'rayflow up' brings a database of its own.");

    /// <summary>The connection string, if it is one.</summary>
    /// <exception cref="CommandLineException">It is not.</exception>
    public static string Check(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString).ConnectionString;
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException)
        {
            throw new CommandLineException($"The connection string for PostgreSQL cannot be read: {failure.Message} Example: Host=localhost;Database=rayflow;Username=rayflow;Password=…");
        }
    }

    /// <summary>Whether a database that failed like this may answer in a moment.</summary>
    public static bool IsAway(Exception failure) =>
        failure is NpgsqlException { IsTransient: true } or NpgsqlException { InnerException: SocketException or IOException or TimeoutException };
}
