using Microsoft.Extensions.Logging;
using Npgsql;
using RayFlow.Storage.Databases;
using RayFlow.Storage.Grouping;
using RayFlow.Storage.Journals;
using RayFlow.Storage.Reading;
using RayFlow.Storage.Writing;

namespace RayFlow.Storage;

/// <summary>The reads and writes of all runs of a silo, each kind in groups over connections of its own.</summary>
internal sealed class JournalQueues : IAsyncDisposable
{
    // Two, so that a long journal does not hold up all others.
    private const int ReadConnections = 2;
    private const int ReadsInAGroup = 100;

    private readonly NpgsqlDataSource _database;
    private readonly GroupQueue<PendingWrite> _writes;
    private readonly GroupQueue<JournalRead> _reads;

    public JournalQueues(PostgresStorageOptions options, StorageHealth health, ILogger<JournalQueues> logger, ILoggerFactory? loggers)
    {
        _database = StorageDataSources.ForGroups(options, loggers);
        _writes = new GroupQueue<PendingWrite>(
            () => new CommitConnection(_database),
            new GroupLimits(options.WriterConnections, options.MaxBatchWrites, options.MaxBatchBytes, options.MaxQueuedBytes, options.UnavailableTimeout),
            health,
            logger);
        _reads = new GroupQueue<JournalRead>(
            () => new ReadConnection(_database),
            new GroupLimits(ReadConnections, ReadsInAGroup, long.MaxValue, long.MaxValue, options.UnavailableTimeout),
            health,
            logger);
    }

    /// <summary>Completes when the write is committed; fails if it cannot be, or not in time.</summary>
    public async Task WriteAsync(PendingWrite write)
    {
        await _writes.AddAsync(write);
        await write.Completion;
    }

    /// <summary>A run's journal, empty if there is no such run.</summary>
    public async Task<RunJournal> ReadAsync(Guid runId)
    {
        var read = new JournalRead(runId);
        await _reads.AddAsync(read);
        return await read.Completion;
    }

    /// <summary>Commits what is queued, if the database is there, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writes.DisposeAsync();
        await _reads.DisposeAsync();
        await _database.DisposeAsync();
    }
}
