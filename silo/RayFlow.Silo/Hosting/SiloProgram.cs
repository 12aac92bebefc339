using RayFlow.EmbeddedPostgres;
using RayFlow.Hosting;
using RayFlow.Silo.Doctor;
using RayFlow.Silo.LocalClusters;
using RayFlow.Silo.Migrations;
using RayFlow.Storage.Migrations;

namespace RayFlow.Silo.Hosting;

/// <summary>The program of silos: <c>up</c>, <c>silo</c>, <c>migrate</c> and <c>doctor</c>, by its first argument; without one it is <c>up</c>.</summary>
internal static class SiloProgram
{
    /// <summary>Runs until it is asked to stop. Exit codes: those of <see cref="ProgramFrame.RunAsync"/>.</summary>
    public static Task<int> RunAsync(string[] args) => ProgramFrame.RunAsync(
        () => args switch
        {
            [DoctorProgram.Command, .. var rest] => HelpOrAsync(SiloCommands.Up, rest, () => DoctorProgram.RunAsync(rest, CancellationToken.None)),
            [MigrateProgram.Command, .. var rest] => HelpOrAsync(MigrateProgram.Options, rest, () => MigrateProgram.RunAsync(rest, CancellationToken.None)),
            [SiloCommands.Silo, .. var rest] => HelpOrAsync(SiloCommands.OneSilo, rest, () => ServeAsync(rest, hasApi: false)),
            _ => HelpOrAsync(SiloCommands.Up, args, () => LocalCluster.IsAskedFor(args) ? LocalCluster.RunAsync(args) : ServeAsync(args, hasApi: true)),
        },
        failure => failure is PostgresServerException or DatabaseMigrationException);

    private static async Task<int> HelpOrAsync(CommandLine command, string[] args, Func<Task<int>> run)
    {
        if (CommandLine.AsksForHelp(args))
        {
            Console.WriteLine(command.Help);
            return 0;
        }

        return await run();
    }

    private static async Task<int> ServeAsync(string[] args, bool hasApi)
    {
        await using var app = hasApi ? await RayFlowHost.BuildAsync(args, CancellationToken.None) : await RayFlowHost.BuildSiloAsync(args, CancellationToken.None);
        await ProgramFrame.ServeAsync(app);
        return 0;
    }
}
