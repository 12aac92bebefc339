using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Tests.Calls;

namespace Orleans.Tests.Hosting;

public sealed class HostTests
{
    // Real silos listen on their ports, so each host of this class has its own.
    private static int _port = 21000 + (Environment.ProcessId % 1000 * 10);

    [Fact]
    public async Task Host_WithASilo_CallsItsOwnGrains()
    {
        using var host = BuildHost(static _ => { });
        await host.StartAsync();

        var grain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IEchoGrain>("host");

        Assert.Equal("host: hi 1", await grain.Say("hi", 1));
        Assert.Equal("named", host.Services.GetRequiredService<ILocalSiloDetails>().Name);
        await host.StopAsync();
    }

    [Fact]
    public async Task StartupTask_CanCallGrains()
    {
        string? answer = null;
        using var host = BuildHost(silo => silo.AddStartupTask(async (services, _) =>
            answer = await services.GetRequiredService<IGrainFactory>().GetGrain<IEchoGrain>("startup").Say("hi", 1)));

        await host.StartAsync();

        Assert.Equal("startup: hi 1", answer);
        await host.StopAsync();
    }

    [Fact]
    public async Task StartupTask_ThatFails_FailsTheStartOfTheHost()
    {
        using var host = BuildHost(silo => silo.AddStartupTask(static (_, _) => throw new InvalidOperationException("Not today.")));

        await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());
    }

    [Fact]
    public async Task StoppedHost_RefusesCalls()
    {
        using var host = BuildHost(static _ => { });
        await host.StartAsync();
        var grain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IEchoGrain>("stopped");
        await grain.Nothing();

        await host.StopAsync();

        await Assert.ThrowsAnyAsync<Exception>(async () => await grain.Nothing());
    }

    [Fact]
    public async Task StoppingHost_DeactivatesItsGrains()
    {
        var key = SharedCluster.NewKey();
        using var host = BuildHost(static _ => { });
        await host.StartAsync();
        await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IFarewellGrain>(key).Ping();

        await host.StopAsync();

        await Gates.Reached($"{key}:{DeactivationReasonCode.ShuttingDown}");
    }

    [Fact]
    public async Task GrainThatHangs_DoesNotKeepItsHostFromStopping()
    {
        var key = SharedCluster.NewKey();
        using var host = BuildHost(static silo => silo.Configure<GrainCollectionOptions>(options => options.DeactivationTimeout = TimeSpan.FromMilliseconds(200)));
        await host.StartAsync();
        var call = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IFarewellGrain>(key).Hang(key);
        await Gates.Reached(key);

        await host.StopAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => call);
    }

    private static IHost BuildHost(Action<ISiloBuilder> configure)
    {
        var siloPort = Interlocked.Add(ref _port, 2);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(siloPort, siloPort + 1).Configure<SiloOptions>(options => options.SiloName = "named");
            configure(silo);
        });
        return builder.Build();
    }
}

public interface IFarewellGrain : IGrainWithStringKey
{
    Task Ping();

    Task Hang(string entered);
}

public sealed class FarewellGrain : Grain, IFarewellGrain
{
    public Task Ping() => Task.CompletedTask;

    public Task Hang(string entered)
    {
        Gates.Open(entered);
        return Gates.Passed(entered + " never");
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Gates.Open($"{this.GetPrimaryKeyString()}:{reason.ReasonCode}");
        return Task.CompletedTask;
    }
}
