using Npgsql;

namespace RayFlow.Storage.Migrations;

/// <summary>Brings a database to the shape that this program needs.</summary>
public static class DatabaseMigrations
{
    /// <summary>
    /// Applies the migrations that a database lacks, in order, each in a transaction. Programs that start at the same time
    /// wait for each other. Nothing happens on a database that is up to date.
    /// </summary>
    /// <exception cref="DatabaseMigrationException">The database is newer than the program, or an applied migration has changed since.</exception>
    public static Task ApplyAsync(NpgsqlDataSource database, CancellationToken cancellationToken) => throw new NotSupportedException();
}
