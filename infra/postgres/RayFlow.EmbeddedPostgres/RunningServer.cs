using System.Globalization;

namespace RayFlow.EmbeddedPostgres;

/// <summary>Looks for a server that another process holds, without touching anything.</summary>
public static class RunningServer
{
    /// <summary>How Npgsql connects to the server that runs in a folder; null if none does, or the folder is not a server's.</summary>
    /// <param name="directory"><see cref="PostgresServerOptions.DataDirectory"/> of whoever started it.</param>
    /// <exception cref="UnauthorizedAccessException">The folder belongs to another user.</exception>
    public static string? Find(string directory)
    {
        var password = Path.Combine(directory, DataFolder.PasswordFileName);
        return Postmaster.Read(Path.Combine(directory, DataFolder.ClusterName)) is { } postmaster && postmaster.IsAlive() && File.Exists(password)
            ? PostgresServer.Connection(postmaster.Port, File.ReadAllText(password).Trim())
            : null;
    }
}
