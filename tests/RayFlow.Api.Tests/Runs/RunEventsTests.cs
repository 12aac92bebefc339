using System.Net;
using RayFlow.Api.Tests.Hosting;
using RayFlow.GrainInterfaces.Runs;

namespace RayFlow.Api.Tests.Runs;

public sealed class RunEventsTests
{
    private const string Id = "0192f0c1e7a07d3a8a5c0f3b6a1d2e3f";

    [Fact]
    public async Task Events_OfARun_AreSentToItsEnd()
    {
        var pages = new Queue<TimelinePage>([
            new([Hosting.Runs.Event(1, "run_started"), Hosting.Runs.Event(2, "node_completed")], false),
            new([], false),
            new([Hosting.Runs.Event(3, "run_completed")], true),
        ]);
        var grains = new ScriptedGrains().On<IWorkflowGrain>(nameof(IWorkflowGrain.ReadEventsAsync), (_, _) => pages.Dequeue());
        await using var host = await ApiHost.StartAsync(grains);

        var response = await host.Http.GetAsync($"/api/runs/{Id}/events");

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            """
            retry: 1000

            id: 1
            event: run_started
            data: {"seq":1,"type":"run_started","at":"1970-01-01T00:00:00Z","node_id":"add","frame":"","duration_seconds":0.5}

            id: 2
            event: node_completed
            data: {"seq":2,"type":"node_completed","at":"1970-01-01T00:00:00Z","node_id":"add","frame":"","duration_seconds":0.5}

            : still here

            id: 3
            event: run_completed
            data: {"seq":3,"type":"run_completed","at":"1970-01-01T00:00:00Z","node_id":"add","frame":"","duration_seconds":0.5}


            """,
            await response.Content.ReadAsStringAsync());
        Assert.Equal([0L, 2L, 2L], grains.Calls.Select(call => call.Argument<long>()));
    }

    [Fact]
    public async Task Events_AfterTheLastEventId_GoOnBehindIt()
    {
        var grains = new ScriptedGrains().On<IWorkflowGrain>(
            nameof(IWorkflowGrain.ReadEventsAsync), (_, arguments) => new TimelinePage([Hosting.Runs.Event((long)arguments[0]! + 1, "run_completed")], true));
        await using var host = await ApiHost.StartAsync(grains);

        var text = await (await SendAsync(host, "41")).Content.ReadAsStringAsync();

        Assert.Contains("id: 42\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_WhenTheReaderHasAll_TellItNotToComeBack()
    {
        var grains = new ScriptedGrains().On<IWorkflowGrain>(nameof(IWorkflowGrain.ReadEventsAsync), (_, _) => new TimelinePage([], true));
        await using var host = await ApiHost.StartAsync(grains);

        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(host, "42")).StatusCode);
    }

    [Fact]
    public async Task Events_LastEventIdThatIsNoNumber_IsRefused()
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains());

        await (await SendAsync(host, "x")).ProblemAsync(400, "invalid_request");
    }

    [Fact]
    public async Task Events_OfAnUnknownRun_Answer404()
    {
        var grains = new ScriptedGrains().On<IWorkflowGrain>(nameof(IWorkflowGrain.ReadEventsAsync), (_, _) => null);
        await using var host = await ApiHost.StartAsync(grains);

        await (await host.Http.GetAsync($"/api/runs/{Id}/events")).ProblemAsync(404, "run_not_found");
    }

    [Fact]
    public async Task Events_ClusterFailsOnTheWay_BreakOffInsteadOfEnding()
    {
        var calls = 0;
        var grains = new ScriptedGrains().On<IWorkflowGrain>(nameof(IWorkflowGrain.ReadEventsAsync), (_, _) =>
            ++calls == 1 ? new TimelinePage([Hosting.Runs.Event(1, "run_started")], false) : throw new TimeoutException());
        await using var host = await ApiHost.StartAsync(grains);

        await Assert.ThrowsAsync<HttpRequestException>(() => host.Http.GetStringAsync($"/api/runs/{Id}/events"));
    }

    private static async Task<HttpResponseMessage> SendAsync(ApiHost host, string lastEventId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/runs/{Id}/events");
        request.Headers.Add("Last-Event-ID", lastEventId);
        return await host.Http.SendAsync(request);
    }
}
