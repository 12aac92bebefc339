using System.Globalization;
using System.Text;
using Npgsql;
using RayFlow.Hosting;

namespace RayFlow.Silo.Migrations;

/// <summary>Gives a database that was restored from another one a cluster of its own.</summary>
internal static class RestoredCopy
{
    private const int Shown = 20;

    // A silo that runs holds this lock: that of DatabaseUse.
    private const string NobodyUsesIt = "SELECT pg_try_advisory_xact_lock(x'526179466C6F7732'::bigint)";

    private const string Adopt = """
        DELETE FROM orleansmembershiptable;
        DELETE FROM orleansmembershipversiontable;
        UPDATE cluster_identity SET id = gen_random_uuid(), place = rayflow_place(), since = now();
        """;

    private const string Unended = """
        SELECT flow_name, status, count(*), (array_agg(replace(run_id::text, '-', '') ORDER BY started_at DESC))[1:3]
        FROM runs WHERE ended_at IS NULL GROUP BY flow_name, status ORDER BY count(*) DESC, flow_name, status
        """;

    /// <summary>Does so, and says which effects may be made again.</summary>
    /// <exception cref="InvalidOperationException">A silo uses the database.</exception>
    public static async Task<string> AdoptAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var alone = new NpgsqlCommand(NobodyUsesIt, connection);
        if (await alone.ExecuteScalarAsync(cancellationToken) is not true)
        {
            throw new InvalidOperationException("A silo runs on this database. Stop it: a cluster that works on a copy is given no other id.");
        }

        await using var adopt = new NpgsqlCommand(Adopt, connection);
        await adopt.ExecuteNonQueryAsync(cancellationToken);
        var runs = await ReadUnendedAsync(connection, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        var identity = await ClusterIdentity.FindAsync(database, cancellationToken);
        return $"The database is that of a cluster of its own now, {identity!.Id:N}, without members.\n{Warning(runs)}";
    }

    private static async Task<IReadOnlyList<(string Flow, string Status, long Count, string[] Examples)>> ReadUnendedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Unended, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var runs = new List<(string, string, long, string[])>();
        while (await reader.ReadAsync(cancellationToken))
        {
            runs.Add((reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetFieldValue<string[]>(3)));
        }

        return runs;
    }

    private static string Warning(IReadOnlyList<(string Flow, string Status, long Count, string[] Examples)> runs)
    {
        if (runs.Count == 0)
        {
            return "Every run in it has ended: no effect is made again.";
        }

        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{runs.Sum(run => run.Count)} runs had not ended when the copy was made. They go on from there as soon as a silo starts, and so make again,")
            .AppendLine().AppendLine("under the same idempotency keys, what they did after that moment, and what was in flight at it:");
        foreach (var (flow, status, count, examples) in runs.Take(Shown))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {count,7}  {status,-8}  {(flow.Length == 0 ? "(unsaved flows)" : flow)}  {string.Join(' ', examples)}{(count > examples.Length ? " …" : "")}");
        }

        return text.Append("Where that must not be, terminate those runs once a silo is up that cannot reach what they touch.").ToString();
    }
}
