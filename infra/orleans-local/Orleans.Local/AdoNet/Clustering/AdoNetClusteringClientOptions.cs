using System.Data.Common;

namespace Orleans.Configuration;

/// <summary>Options of ADO.NET clustering.</summary>
public class AdoNetClusteringClientOptions
{
    /// <summary>The connection string, unless there is a data source.</summary>
    [Redact]
    public string? ConnectionString { get; set; }

    /// <summary>The data source, unless there is a connection string.</summary>
    [Redact]
    public DbDataSource? DataSource { get; set; }

    /// <summary>The kind of database.</summary>
    public string Invariant { get; set; } = AdoNetGrainStorageOptions.DEFAULT_ADONET_INVARIANT;
}
