using Npgsql;
using NpgsqlTypes;
using RayFlow.Storage.Databases;
using RayFlow.Storage.Journals;

namespace RayFlow.Storage.Writing;

/// <summary>
/// Finds out what commits without an answer have left of batches.
/// </summary>
internal static class Unanswered
{
    private const string Sql = """
        SELECT wanted.i, journal.seq, journal.payload
        FROM unnest($1, $2, $3) WITH ORDINALITY AS wanted (run_id, first, last, i)
        JOIN journal ON journal.run_id = wanted.run_id AND journal.seq BETWEEN wanted.first AND wanted.last
        ORDER BY wanted.i, journal.seq
        """;

    /// <summary>Sets <see cref="JournalWrite.IsStored"/>, or <see cref="PendingWrite.Conflict"/> if what is stored is not ours.</summary>
    /// <remarks>A batch without entries can be written once more as it is.</remarks>
    public static async Task ResolveAsync(NpgsqlConnection connection, IReadOnlyList<PendingWrite> writes)
    {
        var open = writes.OfType<JournalWrite>().Where(write => write is { IsOutcomeUnknown: true, IsStored: false, Batch.Entries.Count: > 0 }).ToList();
        if (open.Count == 0)
        {
            return;
        }

        // One further than ours: who has continued after them is the one that goes on.
        var stored = open.ConvertAll(_ => new Findings());
        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters
            .With(open.ConvertAll(write => write.RunId), NpgsqlDbType.Array | NpgsqlDbType.Uuid)
            .With(open.ConvertAll(write => write.Batch.ExpectedLength + 1), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(open.ConvertAll(write => write.Batch.Length + 1), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var i = (int)reader.GetInt64(0) - 1;
            stored[i].Add(open[i].Batch, reader.GetInt64(1), reader.GetFieldValue<byte[]>(2));
        }

        for (var i = 0; i < open.Count; i++)
        {
            // Writes are atomic: all of its entries are there, and with them its row and snapshot, or none.
            open[i].IsStored = stored[i].Ours == open[i].Batch.Entries.Count && stored[i].Length == open[i].Batch.Length;
            open[i].Conflict = open[i].IsStored || stored[i].Length == 0 ? null : Conflicts.Of(open[i], stored[i].Length);
        }
    }

    private sealed class Findings
    {
        /// <summary>Entries that say what ours say.</summary>
        public int Ours { get; private set; }

        /// <summary>The last one that is there; 0: none.</summary>
        public long Length { get; private set; }

        public void Add(JournalBatch batch, long sequence, byte[] payload)
        {
            Length = sequence;
            var index = (int)(sequence - batch.ExpectedLength - 1);
            if (index < batch.Entries.Count && batch.Entries[index].Span.SequenceEqual(payload))
            {
                Ours++;
            }
        }
    }
}
