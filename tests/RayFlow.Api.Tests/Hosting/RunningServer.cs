using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RayFlow.Silo.Hosting;
using RayFlow.Testing.Databases;

namespace RayFlow.Api.Tests.Hosting;

/// <summary>RayFlow as <c>rayflow up</c> starts it, on a free port, with a database of its own and the user nodes of the samples.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    private readonly string[] _further;
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("rayflow-api-tests");
    private TestDatabase? _database;
    private WebApplication? _app;

    public RunningServer()
        : this([])
    {
    }

    /// <param name="further">What is configured beside.</param>
    internal RunningServer(params string[] further) => _further = further;

    /// <summary>Speaks to it.</summary>
    public HttpClient Http { get; private set; } = null!;

    /// <summary>How to connect to its database.</summary>
    public string ConnectionString => _database!.ConnectionString;

    public Uri Address => Http.BaseAddress!;

    /// <summary>The folder of what nodes read and write.</summary>
    public string Files => Path.Combine(_data.FullName, "files");

    public async ValueTask InitializeAsync()
    {
        _database = await TestPostgres.CreateDatabaseAsync();
        WriteNodes(Path.Combine(_data.FullName, "nodes"));
        await StartAsync(_further);
    }

    /// <summary>Stops the server and starts it again on the same database and folders.</summary>
    /// <param name="further">What is configured beside from now on.</param>
    internal async Task RestartAsync(params string[] further)
    {
        Http.Dispose();
        await _app!.DisposeAsync();
        await StartAsync(further);
    }

    private async Task StartAsync(string[] further)
    {
        string[] arguments =
        [
            "--port", "0", "--data", _data.FullName, "--postgres", _database!.ConnectionString,
            "--nodes", Path.Combine(_data.FullName, "nodes"), "--Logging:LogLevel:Default", "Warning",
            .. further,
        ];
        _app = await RayFlowHost.BuildAsync(arguments, CancellationToken.None);
        _app.Services.GetRequiredService<ILoggerFactory>();
        await _app.StartAsync();
        Http = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()), Timeout = TimeSpan.FromSeconds(60) };
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app!.DisposeAsync();
        await _database!.DisposeAsync();
        _data.Delete(recursive: true);
    }

    /// <summary>The samples' nodes, and nodes that misbehave.</summary>
    private static void WriteNodes(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Checkout.Samples, "nodes"), "*.cs", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(Path.Combine(Checkout.Samples, "nodes"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        Write("throws", "throw new InvalidCastException(\"It broke.\");");
        Write("hangs", "return Task.Delay(Timeout.Infinite, cancellationToken);");
        Write("huge", "Result = new string('x', 8_000_000); return Task.CompletedTask;");
        Write("remember", "Result = Value; return Task.CompletedTask;");
        Write("counts", "return context.Variables.IncrementAsync(\"counter\", 1, cancellationToken);");
        File.WriteAllText(Path.Combine(folder, "bad", "broken.cs"), "public sealed class Broken : PureNode { oops }");

        void Write(string name, string body)
        {
            Directory.CreateDirectory(Path.Combine(folder, "bad"));
            File.WriteAllText(Path.Combine(folder, "bad", name + ".cs"), $$"""
                public sealed class Node{{name}} : EffectNode
                {
                    [Input] public Value Value { get; set; }
                    [Output] public Value Result { get; private set; }
                    public override Task RunAsync(NodeContext context, CancellationToken cancellationToken) { {{body}} }
                }
                """);
        }
    }
}

/// <summary>Tests that share one server.</summary>
[CollectionDefinition(Name)]
public sealed class ServerTests : ICollectionFixture<RunningServer>
{
    public const string Name = "server";
}
