using System.Data.Common;
using Orleans.Storage;

namespace Orleans.Configuration;

/// <summary>Options of ADO.NET storage.</summary>
public class AdoNetGrainStorageOptions : IStorageProviderSerializerOptions
{
    /// <summary>The invariant that is used where none is given. The local runtime knows <c>Npgsql</c> only.</summary>
    public const string DEFAULT_ADONET_INVARIANT = "Microsoft.Data.SqlClient";

    /// <summary>The stage of the silo's lifecycle that the provider is ready at, by default.</summary>
    public const int DEFAULT_INIT_STAGE = ServiceLifecycleStage.ApplicationServices;

    /// <summary>The connection string, unless there is a data source.</summary>
    [Redact]
    public string? ConnectionString { get; set; }

    /// <summary>The data source, unless there is a connection string.</summary>
    [Redact]
    public DbDataSource? DataSource { get; set; }

    /// <summary>The stage of the silo's lifecycle that the provider is ready at.</summary>
    public int InitStage { get; set; } = DEFAULT_INIT_STAGE;

    /// <summary>The kind of database.</summary>
    public string Invariant { get; set; } = DEFAULT_ADONET_INVARIANT;

    /// <summary>Whether clearing a state deletes its row instead of emptying it.</summary>
    public bool DeleteStateOnClear { get; set; }

    /// <inheritdoc/>
    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = null!;
}
