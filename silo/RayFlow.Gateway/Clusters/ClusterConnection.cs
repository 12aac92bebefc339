using Npgsql;
using RayFlow.GrainInterfaces.Clusters;
using RayFlow.GrainInterfaces.Failures;
using RayFlow.Hosting;

namespace RayFlow.Gateway.Clusters;

/// <summary>
/// Keeps the gateway connected: finds out which cluster the database belongs to, connects to its silos, and looks each second who of them is there.
/// While there is none the link says why; nothing but that changes for the gateway, and it goes on when one is back.
/// </summary>
internal sealed class ClusterConnection : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(2);

    private readonly string _connectionString;
    private readonly IConfiguration _configuration;
    private readonly ClusterLink _link;
    private readonly LostSilos _losses;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly NpgsqlDataSource _database;
    private readonly MembershipTable _members;
    private volatile ClusterClient? _client;

    public ClusterConnection(string connectionString, IConfiguration configuration, ClusterLink link, LostSilos losses, ILoggerFactory loggers)
    {
        (_connectionString, _configuration, _link, _losses, _loggers) = (connectionString, configuration, link, losses, loggers);
        _logger = loggers.CreateLogger<ClusterConnection>();
        _database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 2, Timeout = 5, CommandTimeout = 5 });
        _members = new MembershipTable(_database);
        link.Lose(Absences.Searching);
    }

    /// <summary>The grains of the cluster.</summary>
    /// <exception cref="NoSiloException">No silo has been found yet.</exception>
    public IGrainFactory Grains => _client?.Grains ?? throw new NoSiloException(_link.Absence ?? Absences.Searching);

    public override void Dispose()
    {
        _database.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var cluster = await IdentifyAsync(stoppingToken);
                await using var client = await ClusterClient.ConnectAsync(cluster, _connectionString, _losses, _link, _loggers, stoppingToken);
                _client = client;
                _link.Find();
                _logger.Connected(cluster);
                await WatchAsync(client, cluster, stoppingToken);
                _client = null;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops; what is asked until it has ended is refused.
            _client = null;
        }
    }

    /// <summary>Which cluster the database belongs to, as soon as it says so.</summary>
    private async Task<string> IdentifyAsync(CancellationToken stopping)
    {
        for (; ; await Task.Delay(Period, stopping))
        {
            try
            {
                switch (await ClusterIdentity.FindAsync(_database, stopping))
                {
                    case null:
                        Lose(Absences.NotPrepared);
                        break;
                    case { IsAtHome: false }:
                        Lose(ClusterIdentity.CopyProblem);
                        break;
                    case { } identity:
                        return identity.NameOf(_configuration);
                }
            }
            catch (NpgsqlException failure)
            {
                Lose(Absences.Of(failure));
            }
        }
    }

    /// <summary>Looks who is there until the database belongs to another cluster.</summary>
    private async Task WatchAsync(ClusterClient client, string cluster, CancellationToken stopping)
    {
        var known = await TryReadAsync(cluster, stopping) ?? new Dictionary<string, bool>();
        for (var round = 1; ; round++)
        {
            await Task.Delay(Period, stopping);
            if (round % 10 == 0 && await BelongsToAnotherAsync(cluster, stopping))
            {
                return;
            }

            var now = await TryReadAsync(cluster, stopping);
            if (now is not null)
            {
                if (known.Keys.Any(silo => !now.ContainsKey(silo)))
                {
                    _losses.Announce();
                }

                known = now;
            }

            await JudgeAsync(client, known.Values.Count(isActive => isActive), stopping);
        }
    }

    /// <summary>Whether a silo is there: one answers, or none can.</summary>
    private async Task JudgeAsync(ClusterClient client, int active, CancellationToken stopping)
    {
        if (active == 0)
        {
            Lose(Absences.Nobody);
        }
        else if (await AnswersAsync(client, stopping))
        {
            if (_link.Absence is not null)
            {
                _link.Find();
                _logger.SiloIsBack(active);
            }
        }
        else if (_link.Absence is not null || !await AnswersAsync(client, stopping))
        {
            Lose(Absences.Silent(active));
        }
    }

    private static async Task<bool> AnswersAsync(ClusterClient client, CancellationToken stopping)
    {
        try
        {
            await client.Grains.GetGrain<IClusterGrain>(IClusterGrain.Key).PingAsync(stopping).WaitAsync(AnswerPatience, stopping);
            return true;
        }
        catch (Exception failure) when (failure is TimeoutException or OrleansException or RayFlowException)
        {
            return false;
        }
    }

    private async Task<IReadOnlyDictionary<string, bool>?> TryReadAsync(string cluster, CancellationToken stopping)
    {
        try
        {
            return await _members.ReadAsync(cluster, stopping);
        }
        catch (NpgsqlException)
        {
            return null; // silos know better whether the database answers, and say so
        }
    }

    private async Task<bool> BelongsToAnotherAsync(string cluster, CancellationToken stopping)
    {
        try
        {
            return await ClusterIdentity.FindAsync(_database, stopping) is not { IsAtHome: true } identity || identity.NameOf(_configuration) != cluster;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private void Lose(string reason)
    {
        if (_link.Absence != reason)
        {
            _link.Lose(reason);
            _logger.NoSilo(reason);
        }
    }
}
