using Orleans.Storage;

namespace RayFlow.Storage;

/// <summary>How grain state is written to PostgreSQL.</summary>
public sealed class PostgresStorageOptions
{
    /// <summary>How to connect, in Npgsql's words. Required.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Connections that commit groups of writes, 1 to 16. Default 2.</summary>
    public int WriterConnections { get; set; } = 2;

    /// <summary>Writes in one commit, 1 to 10,000. Default 1,000.</summary>
    public int MaxBatchWrites { get; set; } = 1000;

    /// <summary>Bytes in one commit, at least 64 KiB; a larger write goes alone. Default 4 MiB.</summary>
    public long MaxBatchBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How long a write waits for a database that is away before it fails. Default 60 seconds.</summary>
    public TimeSpan UnavailableTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>A silo whose last heartbeat is older is taken for dead. Default 5 seconds.</summary>
    public TimeSpan HeartbeatTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Writes grain state other than run journals. Default: System.Text.Json with snake case names.</summary>
    public IGrainStorageSerializer? Serializer { get; set; }
}
