using System.CommandLine;

namespace RayFlow.Cli.Server;

/// <summary>Finds the server that a command speaks to.</summary>
internal static class ServerConnection
{
    private const string DefaultAddress = "http://127.0.0.1:5080";

    /// <summary>
    /// The server that was named, else the one at the default address, else one for the occasion if <paramref name="startOne"/>; the
    /// latter also if the command line asks for it.
    /// </summary>
    public static async Task<RayFlowServer> OpenAsync(ParseResult command, bool startOne, CancellationToken cancellation)
    {
        var nodes = startOne ? command.GetValue(Options.Nodes) : null;
        if (startOne && (nodes is not null || command.GetValue(Options.Alone)))
        {
            return await StartAsync(nodes, cancellation);
        }

        var named = command.GetValue(Options.Server) ?? Set("RAYFLOW_URL");
        var key = command.GetValue(Options.ApiKey) ?? Set("RAYFLOW_API_KEY");
        var server = new RayFlowServer(AddressOf(named ?? DefaultAddress), key, owned: null);
        if (await server.IsThereAsync(cancellation))
        {
            return server;
        }

        await server.DisposeAsync();
        if (named is not null || !startOne)
        {
            throw new CliException(ExitCode.NoServer, $"No RayFlow server answers at {server.Address}. Start one with 'rayflow up', or name another with --server.");
        }

        return await StartAsync(nodes, cancellation);
    }

    private static async Task<RayFlowServer> StartAsync(DirectoryInfo? nodes, CancellationToken cancellation)
    {
        var occasional = await OccasionalServer.StartAsync(nodes, cancellation);
        return new RayFlowServer(occasional.Address, apiKey: null, occasional);
    }

    private static string? Set(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    private static Uri AddressOf(string text) =>
        Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new CliException(ExitCode.Wrong, $"'{text}' is no server's address. Write it as http://127.0.0.1:5080.");
}
