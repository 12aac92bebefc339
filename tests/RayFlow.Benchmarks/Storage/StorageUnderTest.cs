using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using RayFlow.Benchmarks.Measuring;
using RayFlow.Storage;
using RayFlow.Storage.Databases;
using RayFlow.Storage.Journals;
using RayFlow.Storage.Runs;

namespace RayFlow.Benchmarks.Storage;

/// <summary>The storage of a silo and the journals of some grains in it.</summary>
internal sealed class StorageUnderTest : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly StorageHealth _health;
    private readonly JournalQueues _queues;
    private readonly PostgresGrainStorage _storage;
    private readonly MeterListener _listener = new();
    private long _commits;

    public StorageUnderTest(string connectionString, int connections)
    {
        var options = new PostgresStorageOptions { ConnectionString = connectionString, WriterConnections = connections };
        _database = StorageDataSources.ForQueries(options, null);
        _health = new StorageHealth(options, _database, NullLogger<StorageHealth>.Instance, null);
        _queues = new JournalQueues(options, _health, NullLogger<JournalQueues>.Instance, null);
        _storage = new PostgresGrainStorage(_queues);
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == "rayflow.storage.commits")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, commits, _, _) => Interlocked.Add(ref _commits, commits));
        _listener.Start();
    }

    /// <summary>How many transactions were committed.</summary>
    public long Commits => Interlocked.Read(ref _commits);

    /// <summary>Each worker appends an entry to the journal of a run of its own and waits for its commit.</summary>
    public async Task<Timings> AppendAsync(int grains, byte[] payload, TimeSpan duration)
    {
        var states = await Task.WhenAll(Enumerable.Range(0, grains).Select(_ => ActivateAsync()));
        return await Timings.MeasureAsync(grains, duration, worker => AppendAsync(states[worker], payload));
    }

    /// <summary>Each worker reads a new run if wanted, and writes its start with its row and its end with its row.</summary>
    public Task<Timings> RunsAsync(int grains, byte[] payload, TimeSpan duration, bool reads) =>
        Timings.MeasureAsync(grains, duration, _ => RunAsync(payload, reads));

    /// <summary>The same for a number of runs.</summary>
    public Task RunsAsync(int grains, byte[] payload, int runs) =>
        Parallel.ForEachAsync(Enumerable.Range(0, runs), new ParallelOptions { MaxDegreeOfParallelism = grains }, async (_, _) => await RunAsync(payload, reads: false));

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _queues.DisposeAsync();
        _health.Dispose();
        await _database.DisposeAsync();
    }

    private static (GrainId Id, GrainState<RunJournal> State) New() =>
        (GrainId.Create("workflow", Guid.CreateVersion7().ToString("N")), new GrainState<RunJournal>(new RunJournal()));

    private async Task RunAsync(byte[] payload, bool reads)
    {
        var run = reads ? await ActivateAsync() : New();
        var row = new RunRow
        {
            RunId = run.Id.Key.ToString()!,
            FlowName = "bench",
            FlowHash = new string('a', 64),
            Status = "running",
            StartedAt = DateTimeOffset.UtcNow,
            Owner = "silo",
        };
        await AppendAsync(run, payload, row);
        await AppendAsync(run, payload, row with { Status = "completed", EndedAt = DateTimeOffset.UtcNow, Summary = payload });
    }

    private async Task<(GrainId Id, GrainState<RunJournal> State)> ActivateAsync()
    {
        var run = New();
        await _storage.ReadStateAsync("journal", run.Id, run.State);
        return run;
    }

    private Task AppendAsync((GrainId Id, GrainState<RunJournal> State) run, byte[] payload, RunRow? row = null)
    {
        var journal = run.State.State!;
        journal.Batch = new JournalBatch { ExpectedLength = journal.Length, Entries = [payload], Row = row };
        return _storage.WriteStateAsync("journal", run.Id, run.State);
    }
}
