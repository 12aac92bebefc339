namespace RayFlow.Storage;

/// <summary>How a silo keeps its grains' state in PostgreSQL. There is one set of them in a silo.</summary>
public sealed class PostgresStorageOptions
{
    /// <summary>How to connect, in Npgsql's words. Required.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// Connections that commit writes, 1 to 16. Default 2, so that one group is made while another is committed. More commit
    /// smaller groups at the same time, which helps where a commit waits long for the disk or the network.
    /// </summary>
    public int WriterConnections { get; set; } = 2;

    /// <summary>
    /// Connections for lists, documents and histories, 1 to 1,000. Default 10. Ignored if the connection string
    /// has a pool size. The reads of activating grains have two of their own.
    /// </summary>
    public int QueryConnections { get; set; } = 10;

    /// <summary>Writes in one commit, 1 to 10,000. Default 1,000.</summary>
    public int MaxBatchWrites { get; set; } = 1000;

    /// <summary>A commit takes no further write when it has this many bytes, at least 64 KiB. Default 4 MiB.</summary>
    public long MaxBatchBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// Writes that wait take no more than this many bytes; who comes then waits for room before his write is queued, for as long as for
    /// a database that is away. At least <see cref="MaxBatchBytes"/>. Default 64 MiB.
    /// </summary>
    public long MaxQueuedBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// How long reads and writes of grain state wait for a database that is away before they fail; reads of run journals not longer than
    /// 5 seconds. Default 60 seconds.
    /// </summary>
    public TimeSpan UnavailableTimeout { get; set; } = TimeSpan.FromSeconds(60);
}
