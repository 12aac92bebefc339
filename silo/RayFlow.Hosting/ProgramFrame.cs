using Microsoft.Extensions.Options;
using Npgsql;

namespace RayFlow.Hosting;

/// <summary>What every program of RayFlow does around its work: help, exit codes, and the line that says where it listens.</summary>
internal static class ProgramFrame
{
    /// <summary>The start of the line that says that a program is ready, and where.</summary>
    public const string Ready = "RayFlow is ready: ";

    /// <summary>The program cannot go on, and its supervisor is to start it again (EX_TEMPFAIL of sysexits.h).</summary>
    public const int TryAgain = 75;

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Answers with the exit code.</param>
    /// <param name="isStartFailure">Which failures beside those of all programs are told in a sentence.</param>
    /// <returns>0 stopped as asked, 1 could not start, 2 the command line or the configuration is wrong, 75 start it again.</returns>
    public static async Task<int> RunAsync(Func<Task<int>> program, Func<Exception, bool> isStartFailure)
    {
        try
        {
            return await program();
        }
        catch (OperationCanceledException)
        {
            return 0; // stopped while it was starting
        }
        catch (Exception failure) when (failure is CommandLineException or OptionsValidationException)
        {
            Console.Error.WriteLine(failure.Message);
            return 2;
        }
        catch (Exception failure) when (failure is IOException or NpgsqlException or InvalidOperationException || isStartFailure(failure))
        {
            Console.Error.WriteLine($"RayFlow could not start: {failure.Message}");
            return 1;
        }
    }

    /// <summary>Starts a server, says where it listens, and waits until it is asked to stop.</summary>
    public static async Task ServeAsync(WebApplication app)
    {
        await app.StartAsync();
        foreach (var url in app.Urls)
        {
            Console.WriteLine($"{Ready}{url}");
        }

        await app.WaitForShutdownAsync();
    }

    /// <summary>The configuration of appsettings.json, the environment and the command line, as the start of a server.</summary>
    /// <param name="settings">What the command line says.</param>
    /// <param name="url">Where to listen unless something else is configured.</param>
    public static WebApplicationBuilder CreateBuilder(IReadOnlyDictionary<string, string?> settings, string url)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(settings);
        if (string.IsNullOrEmpty(builder.Configuration["urls"]) && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            builder.WebHost.UseUrls(url);
        }

        builder.Services.AddSingleton<IHostLifetime, ProcessLifetime>();

        builder.Services.AddRayFlowTelemetry(builder.Configuration);
        return builder;
    }
}
