using Microsoft.Extensions.DependencyInjection;
using RayFlow.Api.Tests.Hosting;
using RayFlow.GrainInterfaces.Clusters;
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
    public async Task Api_WithoutASilo_IsRefusedWithTheReasonUntilOneIsThere()
    {
        var link = new ClusterLink();
        link.Lose("No silo runs.");
        var grains = new ScriptedGrains().On<IRunDirectoryGrain>(nameof(IRunDirectoryGrain.CheckDatabaseAsync), (_, _) => null)
            .On<IRunDirectoryGrain>(nameof(IRunDirectoryGrain.ListAsync), (_, _) => new RunPage([], null));
        await using var host = await ApiHost.StartAsync(grains, services => services.AddSingleton(link));

        Assert.Equal("No silo runs.", (await (await host.Http.GetAsync("/api/runs")).ProblemAsync(503, "no_silo")).Detail());
        Assert.Equal("cluster", (await (await host.Http.GetAsync("/health/ready")).ProblemAsync(503, "not_ready")).GetProperty("part").GetString());
        Assert.Empty(grains.Calls);

        link.Find();
        Assert.True((await host.Http.GetAsync("/api/runs")).IsSuccessStatusCode);
        Assert.True((await host.Http.GetAsync("/health/ready")).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Ready_ProcessThatLeaves_SaysSoAndStillAnswers()
    {
        var departure = new Departure();
        var grains = new ScriptedGrains().On<IRunDirectoryGrain>(nameof(IRunDirectoryGrain.ListAsync), (_, _) => new RunPage([], null));
        await using var host = await ApiHost.StartAsync(grains, services => services.AddSingleton(departure));

        departure.Begin();

        Assert.Equal("process", (await (await host.Http.GetAsync("/health/ready")).ProblemAsync(503, "not_ready")).GetProperty("part").GetString());
        Assert.True((await host.Http.GetAsync("/api/runs")).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Command_WhoseFirstAnswerWasLostWithItsSilo_IsAnsweredByWhatItDid()
    {
        var run = Hosting.Runs.Running(new string('a', 32)) with { Status = RunStatus.Cancelled, EndedAt = DateTimeOffset.UnixEpoch.AddSeconds(2) };
        var calls = 0;
        var grains = new ScriptedGrains().On<IWorkflowGrain>(
            nameof(IWorkflowGrain.CommandAsync), (_, _) => calls++ == 0 ? throw new Orleans.Runtime.SiloUnavailableException("gone") : new CommandResult(run, "The run has ended: it is cancelled."));
        await using var host = await ApiHost.StartAsync(grains);

        Assert.True((await host.Http.PostAsync($"/api/runs/{run.RunId}/cancel", null)).IsSuccessStatusCode);
        await (await host.Http.PostAsync($"/api/runs/{run.RunId}/cancel", null)).ProblemAsync(409, "command_refused");
    }

    [Fact]
    public async Task Ready_ClusterAway_SaysSo()
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains().OnThrow<IRunDirectoryGrain>(nameof(IRunDirectoryGrain.CheckDatabaseAsync), () => new TimeoutException()));

        var problem = await (await host.Http.GetAsync("/health/ready")).ProblemAsync(503, "not_ready");

        Assert.Equal("cluster", problem.GetProperty("part").GetString());
    }
}
