using System.Text.Json;

namespace RayFlow.Hosting;

/// <summary>Listens where RayFlow will, while the database is away at start, and tells callers so.</summary>
internal sealed class WaitingRoom : IAsyncDisposable
{
    private readonly WebApplication _app;
    private string _reason = "";

    private WaitingRoom(WebApplication app) => _app = app;

    /// <summary>Cancelled when the process is asked to stop.</summary>
    public CancellationToken Stopping => _app.Lifetime.ApplicationStopping;

    /// <summary>Starts to listen.</summary>
    public static async Task<WaitingRoom> StartAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddConfiguration(configuration);
        builder.WebHost.UseUrls((configuration["urls"] ?? "http://127.0.0.1:5080").Split(';'));
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Services.AddSingleton<IHostLifetime, ProcessLifetime>();

        var app = builder.Build();
        var room = new WaitingRoom(app);
        app.Run(room.AnswerAsync);
        await app.StartAsync(cancellationToken);
        return room;
    }

    /// <summary>Tells callers and the log from now on why RayFlow has not started.</summary>
    public void Say(string reason)
    {
        if (_reason != reason)
        {
            _reason = reason;
            _app.Logger.DatabaseAway(reason);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/health/live")
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("{\"status\":\"live\"}");
            return;
        }

        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = "2";
        context.Response.ContentType = "application/problem+json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("title", "The database is away");
        json.WriteNumber("status", 503);
        json.WriteString("code", "storage_unavailable");
        json.WriteString("detail", $"RayFlow starts as soon as its database answers: {_reason}");
        json.WriteEndObject();
    }
}
