using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;

namespace RayFlow.Api.Tests.Hosting;

/// <summary>Requests and answers in few words.</summary>
internal static class Wire
{
    public static HttpContent Json(string text) => Bytes(Encoding.UTF8.GetBytes(text));

    public static HttpContent Bytes(byte[] body, string contentType = "application/json") =>
        new ByteArrayContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } };

    public static async Task<JsonElement> BodyAsync(this HttpResponseMessage response) =>
        JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsByteArrayAsync());

    /// <summary>The body of a refusal, of which everything that every refusal must have was checked.</summary>
    public static async Task<JsonElement> ProblemAsync(this HttpResponseMessage response, int status, string code)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        return problem;
    }

    /// <summary>All events of a run, up to its end or to the first of a type.</summary>
    public static async Task<List<JsonElement>> EventsAsync(this RunningServer server, string run, string? upTo = null)
    {
        using var response = await server.Http.GetAsync(run + "/events", HttpCompletionOption.ResponseHeadersRead);
        var events = new List<JsonElement>();
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync())
        {
            events.Add(JsonSerializer.Deserialize<JsonElement>(item.Data));
            if (item.EventType == upTo)
            {
                break;
            }
        }

        return events;
    }

    public static string Detail(this JsonElement problem) => problem.GetProperty("detail").GetString()!;
}
