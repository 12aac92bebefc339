using RayFlow.EmbeddedPostgres;
using RayFlow.Silo.Doctor;

namespace RayFlow.Silo.Hosting;

/// <summary>Starts everything, says where it listens, and stops cleanly on SIGINT and SIGTERM.</summary>
internal static class SiloProgram
{
    /// <summary>Exit codes: 0 stopped as asked, 1 could not start, 2 the command line or the configuration is wrong.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (CommandLine.AsksForHelp(args))
        {
            Console.WriteLine(CommandLine.Help);
            return 0;
        }

        try
        {
            if (args is [DoctorProgram.Command, .. var rest])
            {
                return await DoctorProgram.RunAsync(rest, CancellationToken.None);
            }

            await using var app = await RayFlowHost.BuildAsync(args, CancellationToken.None);
            await app.StartAsync();
            foreach (var url in app.Urls)
            {
                Console.WriteLine($"RayFlow is ready: {url}");
            }

            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 0; // stopped while it was starting
        }
        catch (Exception failure) when (failure is CommandLineException or Microsoft.Extensions.Options.OptionsValidationException)
        {
            Console.Error.WriteLine(failure.Message);
            return 2;
        }
        catch (Exception failure) when (failure is IOException or PostgresServerException or Storage.Migrations.DatabaseMigrationException or Npgsql.NpgsqlException or InvalidOperationException)
        {
            Console.Error.WriteLine($"RayFlow could not start: {failure.Message}");
            return 1;
        }
    }
}
