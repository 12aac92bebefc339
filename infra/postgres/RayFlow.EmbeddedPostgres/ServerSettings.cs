using System.Globalization;

namespace RayFlow.EmbeddedPostgres;

/// <summary>The server's configuration. What a user sets by ALTER SYSTEM comes after it and wins.</summary>
internal static class ServerSettings
{
    public const string FileName = "rayflow.conf";
    private const string Include = $"include_if_exists = '{FileName}'";

    /// <summary>Writes the settings next to the cluster's own file, which includes them.</summary>
    public static void Write(string cluster, int port)
    {
        var ours = Path.Combine(cluster, FileName);
        File.WriteAllText(ours, Text(port));
        if (!OperatingSystem.IsWindows())
        {
            // Written by root it must be readable for the server's account, whatever the umask; the folder is closed to others.
            File.SetUnixFileMode(ours, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        var main = Path.Combine(cluster, "postgresql.conf");
        if (!File.ReadLines(main).Contains(Include))
        {
            File.AppendAllText(main, $"\n{Include}\n");
        }
    }

    private static string Text(int port) => string.Create(CultureInfo.InvariantCulture, $"""
        # Written by RayFlow at every start. Change a setting with ALTER SYSTEM instead.
        listen_addresses = '127.0.0.1'
        port = {port}
        unix_socket_directories = ''
        max_connections = 200

        # Durability is what the server is here for: a commit that was answered survives a power cut.
        fsync = on
        synchronous_commit = on
        full_page_writes = on

        # A server that shares a small machine with a silo: little memory, few processes, and checkpoints far apart.
        shared_buffers = 128MB
        max_wal_size = 1GB
        checkpoint_timeout = 15min
        io_method = sync
        max_worker_processes = 4
        max_parallel_workers_per_gather = 0
        jit = off

        timezone = 'UTC'
        log_timezone = 'UTC'
        log_checkpoints = off
        log_line_prefix = '%m [%p] '

        """);
}
