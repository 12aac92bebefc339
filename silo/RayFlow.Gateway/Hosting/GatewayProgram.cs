using RayFlow.Api;
using RayFlow.Gateway.Clusters;
using RayFlow.GrainInterfaces.Clusters;
using RayFlow.Hosting;

namespace RayFlow.Gateway.Hosting;

/// <summary><c>rayflow gateway</c>: the API and the editor of a cluster, as a thin client of it. Nothing lives here: it may be restarted at any time.</summary>
internal static class GatewayProgram
{
    private const string DefaultUrl = "http://127.0.0.1:5080";

    private static readonly CommandLine Options = new(
        "Usage: rayflow gateway --postgres CONNECTION [--port 5080] [--SECTION:KEY VALUE]…",
        """
        Starts a gateway of a cluster: API and editor. It finds the silos in the cluster's database. Ctrl+C stops it.

        Usage: rayflow gateway --postgres CONNECTION [OPTIONS]

          --postgres CONNECTION   The cluster's database
          --port PORT             The port to listen on, 127.0.0.1 only; 0: a free one. Default: 5080
          --urls URLS             Where to listen; other than loopback only with API keys
          --SECTION:KEY VALUE     Any other entry of the configuration: infra/docs/operations.md
          -?, -h, --help          Show this
        """,
        "--port", "--urls", "--postgres");

    /// <summary>Runs until it is asked to stop. Exit codes: those of <see cref="ProgramFrame.RunAsync"/>.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (CommandLine.AsksForHelp(args))
        {
            Console.WriteLine(Options.Help);
            return 0;
        }

        return await ProgramFrame.RunAsync(
            async () =>
            {
                await using var app = Build(args);
                await ProgramFrame.ServeAsync(app);
                return 0;
            },
            _ => false);
    }

    private static WebApplication Build(string[] args)
    {
        var builder = ProgramFrame.CreateBuilder(Options.Parse(args), DefaultUrl);
        var connectionString = ConnectionStrings.Require(builder.Configuration, "gateway");
        var services = builder.Services;
        services.AddSingleton<ClusterLink>();
        services.AddSingleton<Departure>();
        services.AddSingleton(provider => new LeavingNotice(
            provider.GetRequiredService<Departure>().Begin, TimeSpan.FromSeconds(builder.Configuration.GetValue("RayFlow:Gateway:DrainNoticeSeconds", 5.0))));
        services.AddSingleton<LostSilos>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ClusterConnection>(provider, connectionString));
        services.AddHostedService(provider => provider.GetRequiredService<ClusterConnection>());

        // The client is another one when the database is another cluster's, and there is none at first.
        services.AddTransient(provider => provider.GetRequiredService<ClusterConnection>().Grains);
        services.AddRayFlowApi(builder.Configuration);
        services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(15));
        var app = builder.Build();
        app.MapRayFlowApi();
        return app;
    }
}
