using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using RayFlow.Storage.Databases;
using RayFlow.Storage.Runs;

namespace RayFlow.Storage.Journals;

/// <summary>Reads the journals of runs: for their history, and how long they are.</summary>
public sealed class RunJournals(NpgsqlDataSource database)
{
    private const int PageSize = 500;

    /// <summary>How many entries of a run are committed; 0 for an unknown run. One look into the index.</summary>
    /// <param name="runId">32 hexadecimal digits.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FormatException"><paramref name="runId"/> is not a run id.</exception>
    /// <exception cref="StorageUnavailableException">The database is away.</exception>
    public async Task<long> LengthAsync(string runId, CancellationToken cancellationToken)
    {
        var run = RunIds.Parse(runId);
        var newest = await database.QueryAsync(
            "SELECT seq FROM journal WHERE run_id = $1 ORDER BY seq DESC LIMIT 1",
            parameters => parameters.With(run, NpgsqlDbType.Uuid),
            reader => reader.GetInt64(0),
            cancellationToken);
        return newest.SingleOrDefault();
    }

    /// <summary>
    /// The committed entries of a run from a sequence number (1: from the start), oldest first; nothing for an unknown run.
    /// Entries are read in pages, so that a slow reader holds no connection.
    /// </summary>
    /// <param name="runId">32 hexadecimal digits.</param>
    /// <param name="fromSequence">The first entry wanted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FormatException"><paramref name="runId"/> is not a run id.</exception>
    /// <exception cref="StorageUnavailableException">The database is away.</exception>
    public async IAsyncEnumerable<JournalEntry> ReadAsync(
        string runId, long fromSequence, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var run = RunIds.Parse(runId);
        for (var next = fromSequence; ;)
        {
            var page = await database.QueryAsync(
                "SELECT seq, payload FROM journal WHERE run_id = $1 AND seq >= $2 ORDER BY seq LIMIT $3",
                parameters => parameters.With(run, NpgsqlDbType.Uuid).With(next, NpgsqlDbType.Bigint).With(PageSize, NpgsqlDbType.Integer),
                reader => new JournalEntry(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)),
                cancellationToken);
            foreach (var entry in page)
            {
                yield return entry;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            next = page[^1].Sequence + 1;
        }
    }
}
