using RayFlow.Api.Tests.Hosting;

namespace RayFlow.Api.Tests.Server;

/// <summary>Tests of flows on a real server.</summary>
[Collection(ServerTests.Name)]
public sealed class FlowTestTests(RunningServer server)
{
    private static string Flow => TestFlow.Start("""{"x": {"type": "int"}}""")
        .Node("charge", "bad_remember", """{"policy": {"on_error": "retry", "jitter": false}}""")
        .Node("later", "flow_delay", """{"inputValues": {"seconds": 3600}}""")
        .Node("return", "return")
        .Exec("start", "charge", "later", "return").Wire("start.x > charge.value", "charge.result > return.id").ToString();

    [Theory]
    [InlineData("""{"inputs": {"x": 1}, "mocks": {"charge": {"outputs": {"result": "a"}}}, "expect": {"result": {"id": "a"}, "seconds": 3600, "executed": ["start", "charge", "later", "return"], "skipped": [], "calls": {"charge": [{"value": 1}]}}}""", null)]
    [InlineData("""{"inputs": {"x": 1}, "mocks": {"charge": [{"error": {"code": "down"}}, {"outputs": {"result": 2}}]}, "expect": {"result": {"id": 2}, "seconds": 3601}}""", null)]
    [InlineData("""{"inputs": {"x": 1}, "mocks": {"charge": {"error": {"code": "down", "message": "no", "retryable": false}}}, "expect": {"error": {"code": "down", "node_id": "charge"}}}""", null)]
    [InlineData("""{"inputs": {"x": 1}, "mocks": {"charge": {"outputs": {"result": "a"}}}, "expect": {"result": {"id": "b"}}}""", "/expect/result/id")]
    [InlineData("""{"inputs": {"x": 1}, "mocks": {"charge": {"outputs": {"result": "a"}}}, "expect": {"calls": {"charge": [{"value": 2}]}}}""", "/expect/calls/charge/0/value")]
    [InlineData("""{"inputs": {"x": 1}, "mocks": {"charge": {"outputs": {}}}, "expect": {"executed": ["start"]}}""", "/expect/executed")]
    [InlineData("""{"inputs": {"x": 1}, "expect": {}}""", "/mocks/charge")]
    public async Task Test_OfAFlow_TellsWhatCameOtherwise(string test, string? difference)
    {
        var answer = await (await server.Http.PostAsync("/api/flows/test", Wire.Json($"{{\"flow\": {Flow}, \"test\": {test}}}"))).EnsureSuccessStatusCode().BodyAsync();

        Assert.True(answer.GetProperty("passed").GetBoolean() == difference is null, answer.GetRawText());
        Assert.Equal(difference, answer.GetProperty("differences").EnumerateArray().Select(item => item.GetProperty("path").GetString()).FirstOrDefault());
        Assert.NotEmpty(answer.GetProperty("history").EnumerateArray());
    }

    [Fact]
    public async Task Test_ThatCannotBeRead_IsRefused()
    {
        await (await server.Http.PostAsync("/api/flows/test", Wire.Json($"{{\"flow\": {Flow}, \"test\": {{\"mocks\": {{\"charge\": 1}}}}}}"))).ProblemAsync(400, "invalid_request");
        await (await server.Http.PostAsync("/api/flows/test", Wire.Json("{\"test\": {}}"))).ProblemAsync(400, "invalid_request");
        await (await server.Http.PostAsync("/api/flows/test", Wire.Json($"{{\"flow\": {Flow}, \"test\": {{}}}}"))).ProblemAsync(400, "invalid_inputs");
        await (await server.Http.PutAsync("/api/flows/test", Wire.Json(Flow))).ProblemAsync(400, "reserved_name");
    }
}
