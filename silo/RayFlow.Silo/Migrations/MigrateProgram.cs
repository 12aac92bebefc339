using Npgsql;
using RayFlow.Hosting;
using RayFlow.Silo.Hosting;
using RayFlow.Storage.Migrations;

namespace RayFlow.Silo.Migrations;

/// <summary><c>rayflow migrate</c>: brings a database up to date without a silo, says what that would change, or gives a copy a cluster of its own.</summary>
internal static class MigrateProgram
{
    /// <summary>The first argument that means this program.</summary>
    public const string Command = "migrate";

    private const string Check = "--check";
    private const string Restored = "--restored";

    /// <summary>The options.</summary>
    public static readonly CommandLine Options = new(
        "Usage: rayflow migrate [--check | --restored] [--postgres CONNECTION] [--data DIR]",
        """
        Brings the database up to date, as the start of a silo does.

        Usage: rayflow migrate [--check | --restored] [OPTIONS]

          --check                 Say what a start would change, and change nothing; exit code 1 if there is something
          --restored              The database is a copy, restored from a dump: give it a cluster of its own, forget its silos,
                                  and say which effects may be made again. No silo may run on it
          --postgres CONNECTION   The database. Default: the embedded one of the data folder
          --data DIR              The folder of the embedded database. Default: .rayflow
          --SECTION:KEY VALUE     Any other entry of the configuration: infra/docs/operations.md
          -?, -h, --help          Show this
        """,
        "--data", "--postgres");

    /// <summary>Exit codes: 0 done, 1 there is something to change, or it could not be done, 2 the command line or the configuration is wrong.</summary>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        string[] rest = [.. args.Where(argument => argument is not (Check or Restored))];
        if (args.Contains(Check) && args.Contains(Restored))
        {
            throw new CommandLineException("--check and --restored do not go together.");
        }

        var configuration = ProgramFrame.CreateBuilder(Options.Parse(rest), RayFlowHost.DefaultUrl).Configuration;
        await using var database = await Database.OpenAsync(configuration, RayFlowHost.DirectoryOf(configuration), cancellationToken);
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        var missing = await DatabaseMigrations.FindMissingAsync(source, cancellationToken);
        if (args.Contains(Check))
        {
            Console.WriteLine(missing.Count == 0 ? "The database is up to date." : $"A start would apply {missing.Count} migrations:\n  {string.Join("\n  ", missing)}");
            return missing.Count == 0 ? 0 : 1;
        }

        await DatabaseMigrations.ApplyAsync(source, cancellationToken);
        Console.WriteLine(missing.Count == 0 ? "The database was up to date." : $"Applied {missing.Count} migrations:\n  {string.Join("\n  ", missing)}");
        if (args.Contains(Restored))
        {
            Console.WriteLine(await RestoredCopy.AdoptAsync(source, cancellationToken));
        }

        return 0;
    }
}
