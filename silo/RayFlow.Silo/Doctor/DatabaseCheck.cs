using System.Diagnostics;
using System.Globalization;
using Npgsql;
using RayFlow.Storage.Migrations;

namespace RayFlow.Silo.Doctor;

/// <summary>The database: whether it answers, keeps what it commits, has our tables, and has our time.</summary>
internal static class DatabaseCheck
{
    private const string Part = "database";
    private const int Commits = 20;
    private static readonly TimeSpan SlowCommit = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(1);

    /// <summary>What is to be said of a database that answers. Changes nothing in it.</summary>
    public static async Task<IReadOnlyList<Finding>> LookAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var findings = new List<Finding> { await TablesAsync(database, cancellationToken) };
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        findings.Add(Finding.Ok(Part, $"PostgreSQL {connection.PostgreSqlVersion} answers at {connection.Host}:{connection.Port}."));
        findings.AddRange(await SettingsAsync(connection, cancellationToken));
        findings.Add(await CommitsAsync(connection, cancellationToken));
        findings.Add(await ClockAsync(connection, cancellationToken));
        return findings;
    }

    private static async Task<Finding> TablesAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        try
        {
            return await DatabaseMigrations.CountMissingAsync(database, cancellationToken) is > 0 and var missing
                ? Finding.Ok(Part, $"{missing} steps are to be applied to its tables; the next start of RayFlow does that.")
                : Finding.Ok(Part, "Its tables are those of this program.");
        }
        catch (DatabaseMigrationException wrong)
        {
            return Finding.Problem(Part, wrong.Message, "RayFlow does not start on this database.");
        }
    }

    private static async Task<IReadOnlyList<Finding>> SettingsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var (setting, loses) in ((string, string)[])
            [
                ("fsync", "What is committed is lost when the machine loses power."),
                ("full_page_writes", "A power cut may damage the tables."),
                ("synchronous_commit", "The newest commits are lost when the database crashes."),
            ])
        {
            await using var command = new NpgsqlCommand($"SELECT current_setting('{setting}')", connection);
            if (await command.ExecuteScalarAsync(cancellationToken) is "off")
            {
                findings.Add(Finding.Problem(Part, $"{setting} is off. {loses}", $"Set {setting} = on in postgresql.conf, and reload it."));
            }
        }

        await using var recovery = new NpgsqlCommand("SELECT pg_is_in_recovery()", connection);
        if (await recovery.ExecuteScalarAsync(cancellationToken) is true)
        {
            findings.Add(Finding.Problem(Part, "It is a standby, which takes no writes.", "Connect to the primary: in the connection string, list the hosts and add Target Session Attributes=primary."));
        }

        return findings;
    }

    /// <summary>How long a commit takes: a message in the write-ahead log, which no table knows of.</summary>
    private static async Task<Finding> CommitsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var times = new List<TimeSpan>();
        try
        {
            for (var i = 0; i < Commits; i++)
            {
                await using var command = new NpgsqlCommand("SELECT pg_logical_emit_message(true, 'rayflow', 'doctor')", connection);
                var began = Stopwatch.GetTimestamp();
                await command.ExecuteScalarAsync(cancellationToken);
                times.Add(Stopwatch.GetElapsedTime(began));
            }
        }
        catch (PostgresException refused)
        {
            return Finding.Problem(Part, $"It takes no writes: {refused.MessageText}", "Look into the database's log.");
        }

        times.Sort();
        var text = string.Create(CultureInfo.InvariantCulture, $"A commit takes {times[Commits / 2].TotalMilliseconds:0.0} ms (median of {Commits}; the longest {times[^1].TotalMilliseconds:0.0} ms).");
        return times[Commits / 2] > SlowCommit
            ? Finding.Warning(Part, text, "Every step of a run waits for one. A disk that answers an fsync in less than a millisecond, and a database that is near, make runs faster.")
            : Finding.Ok(Part, text);
    }

    private static async Task<Finding> ClockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT clock_timestamp()", connection);
        var before = DateTimeOffset.UtcNow;
        var there = new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellationToken))!);
        var here = before + ((DateTimeOffset.UtcNow - before) / 2);
        var apart = there - here;
        var text = string.Create(CultureInfo.InvariantCulture, $"The database's clock is {apart.Duration().TotalSeconds:0.000} s {(apart < TimeSpan.Zero ? "behind" : "ahead of")} this machine's.");
        return apart.Duration() > ClockTolerance
            ? Finding.Warning("clock", text, "Timers and the times of events are those of the silos: keep all clocks by NTP.")
            : Finding.Ok("clock", text);
    }
}
