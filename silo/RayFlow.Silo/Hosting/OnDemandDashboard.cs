using Orleans.Dashboard;

namespace RayFlow.Silo.Hosting;

/// <summary>
/// The Orleans dashboard, which is made when somebody first asks for it: it compresses all its files then, which would take a fifth of a start, and
/// keeps them in memory.
/// </summary>
internal static class OnDemandDashboard
{
    private const string Path = "/dashboard";

    /// <summary>Serves the dashboard below <c>/dashboard</c>, behind what the application has in its pipeline so far.</summary>
    /// <param name="app">The application; its silo has the dashboard's services.</param>
    public static void UseOnDemandDashboard(this WebApplication app)
    {
        var dashboard = new Lazy<RequestDelegate>(() => Make(app));
        app.MapWhen(static context => context.Request.Path.StartsWithSegments(Path), branch => branch.Run(context =>
        {
            context.SetEndpoint(null); // whatever the application would answer there
            return dashboard.Value(context);
        }));
    }

    private static RequestDelegate Make(IApplicationBuilder app)
    {
        var pipeline = new ApplicationBuilder(app.ApplicationServices);
        pipeline.UseRouting();
        pipeline.UseEndpoints(static endpoints => endpoints.MapOrleansDashboard(Path));
        return pipeline.Build();
    }
}
