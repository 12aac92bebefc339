using Npgsql;
using NpgsqlTypes;
using RayFlow.Storage.Databases;

namespace RayFlow.Storage.Writing;

/// <summary>
/// Finds out what commits without an answer have left of journal writes. (Grain states need no such search: one that is
/// there already carries the write's own ETag, which <see cref="Conflicts"/> sees.)
/// </summary>
internal static class Unanswered
{
    private const string Sql = """
        SELECT wanted.i, journal.seq, journal.payload
        FROM unnest($1, $2, $3) WITH ORDINALITY AS wanted (run_id, first, last, i)
        JOIN journal ON journal.run_id = wanted.run_id AND journal.seq BETWEEN wanted.first AND wanted.last
        ORDER BY wanted.i, journal.seq
        """;

    /// <summary>Sets <see cref="JournalWrite.Stored"/>, or <see cref="PendingWrite.Conflict"/> if what is stored is not ours.</summary>
    public static async Task ResolveAsync(NpgsqlConnection connection, IReadOnlyList<PendingWrite> writes)
    {
        var open = writes.OfType<JournalWrite>().Where(write => write.IsOutcomeUnknown && write.Entries.Length > write.Stored).ToList();
        if (open.Count == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters
            .With(open.ConvertAll(write => write.RunId), NpgsqlDbType.Array | NpgsqlDbType.Uuid)
            .With(open.ConvertAll(write => write.FirstSequence + write.Stored), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(open.ConvertAll(write => write.Length), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var write = open[(int)reader.GetInt64(0) - 1];
            var sequence = reader.GetInt64(1);
            var payload = reader.GetFieldValue<byte[]>(2);
            if (write.Conflict is not null)
            {
                continue;
            }

            // Writes are atomic, so what an attempt stored begins with the first entry, and is ours if it says the same.
            if (sequence == write.FirstSequence + write.Stored && write.Entries[write.Stored].Span.SequenceEqual(payload))
            {
                write.Stored++;
            }
            else
            {
                write.Conflict = Conflicts.OfJournal(write, sequence);
            }
        }
    }
}
