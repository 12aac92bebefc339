using System.Text.Json;

namespace RayFlow.Cli.Server;

/// <summary>What the server answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The JSON body; undefined if there is none.</param>
internal sealed record Answer(int Status, JsonElement Body)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The problem's code, or empty.</summary>
    public string Code => Text("code") ?? "";

    public static async Task<Answer> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var text = await response.Content.ReadAsByteArrayAsync(cancellation);
        try
        {
            return new Answer((int)response.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
        }
        catch (JsonException)
        {
            throw new CliException(ExitCode.NoServer, $"{response.RequestMessage?.RequestUri} answered {(int)response.StatusCode} without JSON. Is a RayFlow server there?");
        }
    }

    /// <summary>This answer; if it is a refusal, the command ends with its words.</summary>
    public Answer Required() => IsSuccess ? this : throw Refusal();

    /// <summary>The refusal in words. What is away is no fault of the command line.</summary>
    public CliException Refusal() => new(
        Status is 503 or 504 ? ExitCode.NoServer : ExitCode.Wrong,
        Text("detail") ?? $"The server answered with status {Status}.");

    private string? Text(string name) => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(name, out var text) ? text.GetString() : null;
}
