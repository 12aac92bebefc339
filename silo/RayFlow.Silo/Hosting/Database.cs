using Npgsql;
using RayFlow.EmbeddedPostgres;
using RayFlow.Hosting;
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
        if (ConnectionStrings.Find(configuration) is { } given)
        {
            return new Database(given, null);
        }

        var server = await PostgresServer.StartAsync(new PostgresServerOptions { DataDirectory = Path.Combine(directory, FolderName) }, cancellationToken);
        return new Database(server.ConnectionString, server);
    }

    /// <summary>Waits until the database answers, for as long as it takes, brings its tables up to date, and says whose it is.</summary>
    /// <param name="openWaitingRoom">Opened if the database does not answer at once: callers are told so meanwhile.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">It is a copy of another cluster's.</exception>
    public async Task<ClusterIdentity> PrepareAsync(Func<Task<WaitingRoom>> openWaitingRoom, CancellationToken cancellationToken)
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
            return await ClusterIdentity.FindAsync(source, cancellationToken) is { IsAtHome: true } identity
                ? identity
                : throw new InvalidOperationException(ClusterIdentity.CopyProblem);
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
        catch (NpgsqlException failure) when (ConnectionStrings.IsAway(failure))
        {
            return failure.Message;
        }
    }
}
