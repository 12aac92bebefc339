using System.IO.Pipelines;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using RayFlow.Api.Bodies;
using RayFlow.Api.Tests.Hosting;

namespace RayFlow.Api.Tests.Bodies;

/// <summary>How much memory the bodies of all requests take.</summary>
public sealed class BodyBudgetTests
{
    private const string Validate = "/api/flows/validate";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Body_BeyondWhatAllMayTake_IsRefusedAsBusyUntilOthersAreRead()
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains(), ("RayFlow:Api:MaxBodyBytes", "65536"), ("RayFlow:Api:MaxBodiesBytes", "196608"));
        var slow = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => SlowRequest.BeginAsync(host.Http, 60_000)));

        HttpResponseMessage refused;
        for (var limit = TimeProvider.System.GetTimestamp(); (refused = await host.Http.PostAsync(Validate, Wire.Json("?"))).StatusCode != HttpStatusCode.TooManyRequests;)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(limit) < Patience, "The server never had the three bodies.");
        }

        await refused.ProblemAsync(429, "busy");
        Assert.NotNull(refused.Headers.RetryAfter);
        foreach (var request in slow)
        {
            await (await request.EndAsync()).ProblemAsync(400, "invalid_json");
        }

        await (await host.Http.PostAsync(Validate, Wire.Json("?"))).ProblemAsync(400, "invalid_json");
        Assert.Equal(0, host.Services.GetRequiredService<BodyBudget>().Taken);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(3_000_000)]
    [InlineData(20_000_000)]
    public async Task Body_OfAnyLength_IsGivenBack(int length)
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains());

        await host.Http.PostAsync(Validate, Wire.Json(new string('?', length)));

        Assert.Equal(0, host.Services.GetRequiredService<BodyBudget>().Taken);
    }

    [Fact]
    public async Task Host_WhoseBodiesMayNotTakeWhatOneMay_DoesNotStart() => await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(
        () => ApiHost.StartAsync(new ScriptedGrains(), ("RayFlow:Api:MaxBodyBytes", "65536"), ("RayFlow:Api:MaxBodiesBytes", "65536")));

    /// <summary>A request whose body comes as far as it is told to, and no further.</summary>
    private sealed class SlowRequest(Pipe pipe, Task<HttpResponseMessage> answer)
    {
        public static async Task<SlowRequest> BeginAsync(HttpClient http, int bytes)
        {
            var pipe = new Pipe();
            var content = new StreamContent(pipe.Reader.AsStream()) { Headers = { ContentType = new("application/json") } };
            var answer = http.SendAsync(new HttpRequestMessage(HttpMethod.Post, Validate) { Content = content });
            await pipe.Writer.WriteAsync(new byte[bytes]);
            return new SlowRequest(pipe, answer);
        }

        public async Task<HttpResponseMessage> EndAsync()
        {
            await pipe.Writer.CompleteAsync();
            return await answer.WaitAsync(Patience);
        }
    }
}
