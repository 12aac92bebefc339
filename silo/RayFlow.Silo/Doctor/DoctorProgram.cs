using System.Text.Json;
using Npgsql;
using RayFlow.EmbeddedPostgres;
using RayFlow.Hosting;
using RayFlow.Silo.Hosting;

namespace RayFlow.Silo.Doctor;

/// <summary><c>rayflow doctor</c>: looks at everything that RayFlow needs, with the settings that <c>rayflow up</c> would have. Changes nothing.</summary>
internal static class DoctorProgram
{
    /// <summary>The first argument that means this program.</summary>
    public const string Command = "doctor";

    private const string Json = "--json";
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Exit codes: 0 nothing is wrong, 1 there are problems, 2 the command line or the configuration is wrong.</summary>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var findings = await LookAsync([.. args.Where(argument => argument != Json)], cancellationToken);
        Console.WriteLine(args.Contains(Json) ? JsonSerializer.Serialize(findings, Format) : Text(findings));
        return findings.Any(finding => finding.State == FindingState.Problem) ? 1 : 0;
    }

    /// <summary>What is found, part by part.</summary>
    public static async Task<IReadOnlyList<Finding>> LookAsync(string[] args, CancellationToken cancellationToken)
    {
        var configuration = RayFlowHost.CreateBuilder(args).Configuration;
        var directory = RayFlowHost.DirectoryOf(configuration);
        var (findings, isUp) = await PortCheck.LookAsync(configuration["urls"] ?? RayFlowHost.DefaultUrl, cancellationToken);
        var cluster = configuration.GetSection("RayFlow:Cluster").Get<ClusterSettings>() ?? new ClusterSettings();
        return
        [
            .. findings,
            .. await LookAtDatabaseAsync(configuration, directory, cluster.IsClustered, isUp, cancellationToken),
            .. NodeCheck.Look(RayFlowHost.NodesOf(configuration, directory)),
        ];
    }

    private static async Task<IReadOnlyList<Finding>> LookAtDatabaseAsync(
        ConfigurationManager configuration, string directory, bool isClustered, bool isUp, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(directory, Database.FolderName);
        PostgresServer? started = null;
        try
        {
            var connection = ConnectionStrings.Find(configuration) ?? RunningServer.Find(folder);
            if (connection is null)
            {
                if (!Directory.Exists(folder))
                {
                    return [Finding.Ok("database", $"There is none yet in {folder}; the first start of RayFlow makes it.")];
                }

                started = await PostgresServer.StartAsync(new PostgresServerOptions { DataDirectory = folder }, cancellationToken);
                connection = started.ConnectionString;
            }

            await using var database = NpgsqlDataSource.Create(connection);
            var findings = await DatabaseCheck.LookAsync(database, cancellationToken);
            if (findings.Any(finding => finding.State == FindingState.Problem) || await Storage.Migrations.DatabaseMigrations.CountMissingAsync(database, cancellationToken) > 0)
            {
                return findings;
            }

            var identity = await ClusterIdentity.FindAsync(database, cancellationToken);
            return identity is { IsAtHome: false }
                ? [.. findings, Finding.Problem("database", ClusterIdentity.CopyProblem, "Nothing is started on it before that.")]
                : [.. findings, .. await RunCheck.LookAsync(database, isClustered ? identity?.NameOf(configuration) : null, isUp, cancellationToken)];
        }
        catch (Exception failure) when (failure is NpgsqlException or PostgresServerException or UnauthorizedAccessException or Storage.StorageUnavailableException)
        {
            return [Finding.Problem("database", $"It does not answer: {failure.Message}", "Start it, or look at the connection string and the network. Runs stand still meanwhile, and nothing is lost.")];
        }
        finally
        {
            if (started is not null)
            {
                await started.DisposeAsync();
            }
        }
    }

    private static string Text(IReadOnlyList<Finding> findings)
    {
        var lines = findings.Select(finding =>
        {
            var mark = finding.State switch { FindingState.Ok => "ok     ", FindingState.Warning => "warning", _ => "PROBLEM" };
            return $"{mark}  {finding.Part,-8}  {finding.Text}{(finding.Help is null ? "" : $"\n{"",21}{finding.Help}")}";
        });
        var (problems, warnings) = (findings.Count(finding => finding.State == FindingState.Problem), findings.Count(finding => finding.State == FindingState.Warning));
        return $"{string.Join('\n', lines)}\n\n{(problems + warnings == 0 ? "Nothing is wrong." : $"{problems} problems, {warnings} warnings.")}";
    }
}
