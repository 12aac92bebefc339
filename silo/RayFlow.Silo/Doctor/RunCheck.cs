using System.Globalization;
using Npgsql;
using RayFlow.Storage.Runs;

namespace RayFlow.Silo.Doctor;

/// <summary>The runs that do not get on, and the silos that see to them.</summary>
internal static class RunCheck
{
    private const int Most = 20;
    private static readonly TimeSpan Overdue = TimeSpan.FromMinutes(1);

    // A silo writes here every 30 s that it lives; those that died without saying so stay.
    private const string LivingSilos = """
        SELECT address || ':' || port || '@' || generation, iamalivetime > now() AT TIME ZONE 'utc' - interval '2 minutes'
        FROM orleansmembershiptable WHERE deploymentid = $1 AND status <> 6 ORDER BY 1
        """;

    /// <summary>What is to be said of the runs in a database that has our tables.</summary>
    /// <param name="database">The database.</param>
    /// <param name="clusterId">The cluster whose silos keep the runs; null: a single silo, which the database does not know.</param>
    /// <param name="isUp">Whether RayFlow runs: what is due is kept going only then.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<Finding>> LookAsync(NpgsqlDataSource database, string? clusterId, bool isUp, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var living = clusterId is null ? null : await SilosAsync(database, clusterId, findings, cancellationToken);
        var runs = new RunDiagnosis(database);
        var unexplained = await runs.UnexplainedAsync(living is { Count: > 0 } ? living : null, Most, cancellationToken);
        var overdue = isUp || living is { Count: > 0 } ? await runs.OverdueAsync(Overdue, Most, cancellationToken) : [];
        var parked = await runs.ParkedAsync(Most, cancellationToken);

        findings.Add(unexplained.Count == 0
            ? Finding.Ok("runs", "Every run that has not ended is kept going, has a time, or waits for something that has a name.")
            : Finding.Problem("runs", $"{Count(unexplained.Count)} kept going by nobody: {string.Join(", ", unexplained)}.", "This is a fault of RayFlow. POST /api/runs/{id}/terminate ends one."));
        findings.AddRange(overdue.Select(run => Finding.Warning(
            "runs", $"Run {run.RunId} of '{run.Flow}' was not woken. {run.Reason}", "If it stays so, look into the silos' logs for its id.")));
        findings.AddRange(parked.Select(run => Finding.Warning(
            "runs",
            string.Create(CultureInfo.InvariantCulture, $"Run {run.RunId} of '{run.Flow}' is parked since {run.Since:u}. {run.Reason}"),
            "When the cause is gone, anything that asks for the run wakes it; POST /api/runs/{id}/terminate ends it.")));
        return findings;
    }

    private static async Task<List<string>> SilosAsync(NpgsqlDataSource database, string clusterId, List<Finding> findings, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(LivingSilos);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = clusterId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (living, silent) = (new List<string>(), new List<string>());
        while (await reader.ReadAsync(cancellationToken))
        {
            (reader.GetBoolean(1) ? living : silent).Add(reader.GetString(0));
        }

        findings.Add(Finding.Ok("silos", living.Count == 0 ? $"No silo of cluster '{clusterId}' runs." : $"{living.Count} of cluster '{clusterId}': {string.Join(", ", living)}."));
        if (silent.Count > 0)
        {
            findings.Add(Finding.Warning("silos", $"Not heard of for two minutes: {string.Join(", ", silent)}.", "The next silo that starts or asks declares them dead, and takes their runs over."));
        }

        return living;
    }

    private static string Count(int found) => found == Most ? $"{Most} runs or more are" : found == 1 ? "One run is" : $"{found} runs are";
}
