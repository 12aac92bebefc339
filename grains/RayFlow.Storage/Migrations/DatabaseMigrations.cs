using Npgsql;
using NpgsqlTypes;

namespace RayFlow.Storage.Migrations;

/// <summary>Brings a database to the shape that this program needs: RayFlow's tables and those of Orleans' providers.</summary>
/// <remarks>
/// Everything is made in the first schema of the connection's search path. Steps only go forward; table
/// <c>rayflow_migrations</c> says which were applied.
/// </remarks>
public static class DatabaseMigrations
{
    // Any number will do as long as nobody else on the database locks it: "RayFlow1" in ASCII.
    private const long LockKey = 0x526179466C6F7731;

    // Whoever uses a table waits behind a step that waits for it. Silos that are at work notice no more than this, however long a backup or a
    // report keeps the step from the table.
    private const string LockPatience = "2s";
    private const int MostTries = 60;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Applies the steps that a database lacks, all or none. Programs that start at the same time wait for each other.
    /// Nothing happens on a database that is up to date. Programs that are at work on the database are held up for 2 seconds at most each time that
    /// a step waits for a table; it is tried again for about three minutes.
    /// </summary>
    /// <exception cref="DatabaseMigrationException">The database is newer than the program, or an applied step has changed since, or a table is held for long.</exception>
    public static Task ApplyAsync(NpgsqlDataSource database, CancellationToken cancellationToken) =>
        ApplyAsync(database, Migration.ReadEmbedded(), cancellationToken);

    /// <summary>How many steps a database lacks; all of them if it has none of our tables. Changes nothing.</summary>
    /// <exception cref="DatabaseMigrationException">The database is newer than the program, or an applied step has changed since.</exception>
    public static async Task<int> CountMissingAsync(NpgsqlDataSource database, CancellationToken cancellationToken) =>
        (await FindMissingAsync(database, cancellationToken)).Count;

    /// <summary>The names of the steps that a database lacks, in their order, such as <c>0003_run_values</c>. Changes nothing.</summary>
    /// <exception cref="DatabaseMigrationException">The database is newer than the program, or an applied step has changed since.</exception>
    public static async Task<IReadOnlyList<string>> FindMissingAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var known = Migration.ReadEmbedded();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var exists = new NpgsqlCommand("SELECT to_regclass('rayflow_migrations') IS NOT NULL", connection);
        if (await exists.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return NamesOf(known);
        }

        var applied = await ReadAppliedAsync(connection, cancellationToken);
        Check(applied, known, connection.Database);
        return NamesOf(known.Skip(applied.Count));
    }

    internal static async Task ApplyAsync(
        NpgsqlDataSource database, IReadOnlyList<Migration> migrations, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await TryAsync(database, migrations, cancellationToken);
                return;
            }
            catch (PostgresException held) when (held.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                if (tries == MostTries)
                {
                    throw new DatabaseMigrationException(
                        $"The tables cannot be brought up to date: another session holds one of them for long, such as a backup or a report ({held.MessageText}). Nothing was changed. Start RayFlow again when that is over.");
                }

                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    private static async Task TryAsync(NpgsqlDataSource database, IReadOnlyList<Migration> migrations, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // The lock goes with the transaction, whatever becomes of us. Another program's migration may take a while.
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({LockKey})", cancellationToken);
        await ExecuteAsync(
            connection,
            """
            CREATE TABLE IF NOT EXISTS rayflow_migrations (
                number     integer NOT NULL PRIMARY KEY,
                name       text NOT NULL,
                checksum   bytea NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT now())
            """,
            cancellationToken);
        var applied = await ReadAppliedAsync(connection, cancellationToken);
        Check(applied, migrations, connection.Database);
        foreach (var migration in migrations.Skip(applied.Count))
        {
            await ExecuteAsync(connection, $"SET LOCAL lock_timeout = '{LockPatience}'", cancellationToken); // a step may have set its own
            await ExecuteAsync(connection, migration.Sql, cancellationToken);
            await RecordAsync(connection, migration, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static IReadOnlyList<string> NamesOf(IEnumerable<Migration> migrations) =>
        [.. migrations.Select(migration => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{migration.Number:0000}_{migration.Name}"))];

    private static void Check(List<(int Number, string Name, byte[] Checksum)> applied, IReadOnlyList<Migration> known, string database)
    {
        foreach (var (number, name, checksum) in applied)
        {
            if (number > known.Count)
            {
                throw new DatabaseMigrationException(
                    $"Database '{database}' is newer than this program: it has migration {number} ('{name}'), the program knows {known.Count}. Start a newer RayFlow.");
            }

            if (!checksum.AsSpan().SequenceEqual(known[number - 1].Checksum))
            {
                throw new DatabaseMigrationException(
                    $"Migration {number} ('{name}') of database '{database}' is not the one of this program: it was changed after it was applied. Start the RayFlow that applied it, or a database that is empty.");
            }
        }
    }

    private static async Task<List<(int Number, string Name, byte[] Checksum)>> ReadAppliedAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT number, name, checksum FROM rayflow_migrations ORDER BY number", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var applied = new List<(int, string, byte[])>();
        while (await reader.ReadAsync(cancellationToken))
        {
            applied.Add((reader.GetInt32(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2)));
        }

        return applied;
    }

    private static async Task RecordAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("INSERT INTO rayflow_migrations (number, name, checksum) VALUES ($1, $2, $3)", connection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = migration.Number });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = migration.Name });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = migration.Checksum, NpgsqlDbType = NpgsqlDbType.Bytea });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
