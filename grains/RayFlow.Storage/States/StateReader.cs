using Npgsql;
using NpgsqlTypes;
using RayFlow.Storage.Databases;
using RayFlow.Storage.Journals;
using RayFlow.Storage.Writing;

namespace RayFlow.Storage.States;

/// <summary>Reads what grains activate with, and waits for a database that is away.</summary>
internal sealed class StateReader(NpgsqlDataSource database, StorageHealth health, TimeSpan timeout)
{
    // One statement, so that snapshot and entries are of the same moment.
    private const string Journal = """
        SELECT 0, length, payload FROM snapshots WHERE run_id = $1
        UNION ALL
        (SELECT 1, seq, payload FROM journal
         WHERE run_id = $1 AND seq > coalesce((SELECT length FROM snapshots WHERE run_id = $1), 0)
         ORDER BY seq)
        """;

    private const string State = "SELECT etag, payload FROM grain_state WHERE grain_key = $1 AND grain_type = $2 AND state_name = $3";

    /// <summary>A journal is read while a run is activated, and somebody waits for that: he is told of the outage before his call times out.</summary>
    private static readonly TimeSpan LongestForJournals = TimeSpan.FromSeconds(5);

    public async Task<RunJournal> ReadJournalAsync(Guid run)
    {
        var rows = await WhenAvailableAsync(timeout < LongestForJournals ? timeout : LongestForJournals, () => database.QueryAsync(
            Journal,
            parameters => parameters.With(run, NpgsqlDbType.Uuid),
            reader => (IsSnapshot: reader.GetInt32(0) == 0, Sequence: reader.GetInt64(1), Payload: reader.GetFieldValue<byte[]>(2)),
            CancellationToken.None));
        var snapshot = rows is [{ IsSnapshot: true } first, ..] ? new JournalSnapshot(first.Sequence, first.Payload) : null;
        var entries = new List<ReadOnlyMemory<byte>>(rows.Count);
        foreach (var (_, sequence, payload) in rows.Skip(snapshot is null ? 0 : 1))
        {
            var expected = (snapshot?.Length ?? 0) + entries.Count + 1;
            if (sequence != expected)
            {
                throw new InvalidDataException($"The journal of run '{run:N}' is damaged: entry {expected} is missing before entry {sequence}.");
            }

            entries.Add(payload);
        }

        var journal = new RunJournal();
        journal.Load(snapshot, entries);
        return journal;
    }

    public async Task<StoredState?> ReadStateAsync(StateKey key)
    {
        var rows = await WhenAvailableAsync(timeout, () => database.QueryAsync(
            State,
            parameters => parameters
                .With(key.GrainKey, NpgsqlDbType.Text).With(key.GrainType, NpgsqlDbType.Text).With(key.StateName, NpgsqlDbType.Text),
            reader => new StoredState(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)),
            CancellationToken.None));
        return rows.SingleOrDefault();
    }

    private async Task<T> WhenAvailableAsync<T>(TimeSpan atMost, Func<Task<T>> read)
    {
        var deadline = Environment.TickCount64 + (long)atMost.TotalMilliseconds;
        while (true)
        {
            try
            {
                return await read();
            }
            catch (StorageUnavailableException error)
            {
                health.ReportAway(error.Reason);
                if (!await health.WaitAsync(TimeSpan.FromMilliseconds(deadline - Environment.TickCount64), CancellationToken.None))
                {
                    throw;
                }
            }
        }
    }
}
