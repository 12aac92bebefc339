using Microsoft.Extensions.DependencyInjection;
using RayFlow.Api.Tests.Hosting;
using RayFlow.GrainInterfaces.Failures;
using RayFlow.GrainInterfaces.Runs;

namespace RayFlow.Api.Tests.Health;

public sealed class HealthTests
{
    [Fact]
    public async Task Live_WithoutACluster_IsLive()
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains());

        Assert.Equal("{\"status\":\"live\"}", await host.Http.GetStringAsync("/health/live"));
    }

    [Fact]
    public async Task Ready_DatabaseAnswers_IsReady()
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains().On<IRunDirectoryGrain>(nameof(IRunDirectoryGrain.CheckDatabaseAsync), (_, _) => null));

        Assert.Equal("{\"status\":\"ready\"}", await host.Http.GetStringAsync("/health/ready"));
    }

    [Fact]
    public async Task Ready_WithAProblemOfTheSilo_SaysSo()
    {
        var problems = new SiloProblems();
        problems.Set("nodes", "2 threads are held.");
        await using var host = await ApiHost.StartAsync(
            new ScriptedGrains().On<IRunDirectoryGrain>(nameof(IRunDirectoryGrain.CheckDatabaseAsync), (_, _) => null), services => services.AddSingleton(problems));

        Assert.Equal("{\"status\":\"ready\",\"problems\":[{\"part\":\"nodes\",\"reason\":\"2 threads are held.\"}]}", await host.Http.GetStringAsync("/health/ready"));
    }

    [Fact]
    public async Task Ready_DatabaseAway_SaysSo()
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains().On<IRunDirectoryGrain>(nameof(IRunDirectoryGrain.CheckDatabaseAsync), (_, _) => "The database refuses connections."));

        var problem = await (await host.Http.GetAsync("/health/ready")).ProblemAsync(503, "not_ready");

        Assert.Equal(("database", "The database refuses connections."), (problem.GetProperty("part").GetString(), problem.Detail()));
    }

    [Fact]
    public async Task Ready_ClusterAway_SaysSo()
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains().OnThrow<IRunDirectoryGrain>(nameof(IRunDirectoryGrain.CheckDatabaseAsync), () => new TimeoutException()));

        var problem = await (await host.Http.GetAsync("/health/ready")).ProblemAsync(503, "not_ready");

        Assert.Equal("cluster", problem.GetProperty("part").GetString());
    }
}
