namespace RayFlow.EmbeddedPostgres;

/// <summary>Where and how the embedded server runs.</summary>
public sealed class PostgresServerOptions
{
    /// <summary>
    /// The folder that belongs to the server: its data, password, log and lock. Made if it is absent; a folder that
    /// holds anything else is refused. One process at a time uses it.
    /// </summary>
    public required string DataDirectory { get; init; }

    /// <summary>
    /// The folder of <c>postgres</c>, <c>initdb</c> and <c>pg_ctl</c>. Default: <c>RAYFLOW_POSTGRES_BIN</c> if it is set,
    /// else the npm package under <c>infra/postgres</c> of the checkout that this program was built in.
    /// </summary>
    public string? BinaryDirectory { get; init; }

    /// <summary>The TCP port on 127.0.0.1. Default 0: a free one.</summary>
    public int Port { get; init; }

    /// <summary>How long a start, with the recovery it may need, and a stop may take. Default one minute.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);
}
