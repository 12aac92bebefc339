using Microsoft.Extensions.Logging;
using Npgsql;

namespace RayFlow.Storage.Databases;

/// <summary>How we connect.</summary>
internal static class StorageDataSources
{
    private const int HealthSeconds = 5;

    /// <summary>For short statements of many callers: a small pool, statements prepared when they come again.</summary>
    public static NpgsqlDataSource ForQueries(PostgresStorageOptions options, ILoggerFactory? loggers) =>
        Build(options, loggers, connection =>
        {
            connection.MaxPoolSize = HasPoolSize(options) ? connection.MaxPoolSize : options.QueryConnections;
            connection.MaxAutoPrepare = 100;
            connection.AutoPrepareMinUsages = 2;

            // Nobody changes the session, so there is nothing to reset, which would cost every use of a connection.
            connection.NoResetOnClose = true;
        });

    /// <summary>For the reads and writes of grain state, whose connections have settings of their own and are kept.</summary>
    public static NpgsqlDataSource ForGroups(PostgresStorageOptions options, ILoggerFactory? loggers) =>
        Build(options, loggers, connection => connection.Pooling = false);

    /// <summary>For the question whether the database takes writes: one connection that nobody else uses, and little patience.</summary>
    public static NpgsqlDataSource ForHealth(PostgresStorageOptions options, ILoggerFactory? loggers) =>
        Build(options, loggers, connection =>
        {
            connection.Pooling = false;
            connection.Timeout = HealthSeconds;
            connection.CommandTimeout = HealthSeconds;
        });

    private static bool HasPoolSize(PostgresStorageOptions options) =>
        new NpgsqlConnectionStringBuilder(options.ConnectionString).ShouldSerialize("Maximum Pool Size");

    private static NpgsqlDataSource Build(PostgresStorageOptions options, ILoggerFactory? loggers, Action<NpgsqlConnectionStringBuilder> configure)
    {
        var builder = new NpgsqlDataSourceBuilder(options.ConnectionString);
        builder.ConnectionStringBuilder.ApplicationName ??= "rayflow";
        configure(builder.ConnectionStringBuilder);
        return builder.UseLoggerFactory(loggers).Build();
    }
}
