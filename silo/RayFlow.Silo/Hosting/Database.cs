using Npgsql;
using RayFlow.EmbeddedPostgres;
using RayFlow.Storage.Migrations;

namespace RayFlow.Silo.Hosting;

/// <summary>The database: one that was configured, or an embedded server of our own in the data folder.</summary>
internal sealed class Database : IAsyncDisposable
{
    /// <summary>What the embedded server's folder is called.</summary>
    public const string FolderName = "postgres";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private Database(string connectionString, PostgresServer? server)
    {
        ConnectionString = connectionString;
        Server = server;
    }

    /// <summary>How to connect.</summary>
    public string ConnectionString { get; }

    /// <summary>The embedded server; null if the database was configured.</summary>
    public PostgresServer? Server { get; }

    /// <summary>Finds the database, or starts one.</summary>
    public static async Task<Database> OpenAsync(IConfiguration configuration, string directory, CancellationToken cancellationToken)
    {
        if (configuration.GetConnectionString("RayFlow") is { Length: > 0 } given)
        {
            return new Database(Check(given), null);
        }

        var server = await PostgresServer.StartAsync(new PostgresServerOptions { DataDirectory = Path.Combine(directory, FolderName) }, cancellationToken);
        return new Database(server.ConnectionString, server);
    }

    /// <summary>Waits until the database answers, for as long as it takes, and brings its tables up to date.</summary>
    /// <param name="openWaitingRoom">Opened if the database does not answer at once: callers are told so meanwhile.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task PrepareAsync(Func<Task<WaitingRoom>> openWaitingRoom, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        var waiting = default(WaitingRoom);
        try
        {
            while (await TryConnectAsync(source, cancellationToken) is { } reason)
            {
                waiting ??= await openWaitingRoom();
                waiting.Say(reason);
                await Task.Delay(Pause, waiting.Stopping);
            }

            await DatabaseMigrations.ApplyAsync(source, cancellationToken);
        }
        finally
        {
            if (waiting is not null)
            {
                await waiting.DisposeAsync();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Server is not null)
        {
            await Server.DisposeAsync();
        }
    }

    private static async Task<string?> TryConnectAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            return null;
        }
        catch (NpgsqlException failure) when (failure.IsTransient || failure.InnerException is System.Net.Sockets.SocketException or IOException or TimeoutException)
        {
            return failure.Message;
        }
    }

    /// <summary>The connection string, if it is one.</summary>
    /// <exception cref="CommandLineException">It is not.</exception>
    public static string Check(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString).ConnectionString;
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException)
        {
            throw new CommandLineException($"The connection string for PostgreSQL cannot be read: {failure.Message} Example: Host=localhost;Database=rayflow;Username=rayflow;Password=…");
        }
    }
}
