using Npgsql;
using NpgsqlTypes;
using Orleans.Storage;
using RayFlow.Storage.Databases;
using RayFlow.Storage.States;

namespace RayFlow.Storage.Writing;

/// <summary>Finds out, after a commit that wrote fewer rows than it should have, which writes found another's state.</summary>
internal static class Conflicts
{
    public static async Task FindRowsAsync(NpgsqlConnection connection, IReadOnlyList<PendingWrite> writes)
    {
        var withRow = writes.OfType<JournalWrite>().Where(write => write is { Row: not null, Conflict: null }).ToDictionary(write => write.RunId);
        await using var command = new NpgsqlCommand("SELECT run_id, length FROM runs WHERE run_id = ANY($1)", connection);
        command.Parameters.With(withRow.Keys.ToList(), NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var write = withRow[reader.GetGuid(0)];
            var stored = reader.GetInt64(1);
            if (stored > write.Length)
            {
                write.Conflict = OfJournal(write, stored);
            }
        }
    }

    public static async Task FindStatesAsync(NpgsqlConnection connection, IReadOnlyList<PendingWrite> writes)
    {
        var stored = await ReadETagsAsync(connection, [.. writes.Select(KeyOf).OfType<StateKey>()]);
        foreach (var write in writes)
        {
            write.Conflict ??= write switch
            {
                StateWrite state when stored.GetValueOrDefault(state.Key) is var found && found != state.NewETag =>
                    OfState(state.Key, found, state.ExpectedETag),

                // What is gone is cleared, whoever did it.
                StateClear clear when stored.GetValueOrDefault(clear.Key) is { } found =>
                    OfState(clear.Key, found, clear.ExpectedETag),
                _ => null,
            };
        }
    }

    /// <summary>The journal has grown by another's hand.</summary>
    public static InconsistentStateException OfJournal(JournalWrite write, long stored) =>
        new(
            $"The journal of run '{write.RunId:N}' has {stored} entries in the database and was to be continued after {write.FirstSequence - 1}: another activation has written it. This one has to be given up.",
            ETags.Format(stored),
            ETags.Format(write.FirstSequence - 1));

    /// <summary>The state is another's.</summary>
    public static InconsistentStateException OfState(StateKey key, long? stored, long? expected) =>
        new(
            $"State '{key.StateName}' of grain '{key.GrainType}/{key.GrainKey}' is not the one that was read: another activation has written it. This one has to be given up.",
            ETags.Format(stored),
            ETags.Format(expected));

    private static StateKey? KeyOf(PendingWrite write) => write switch
    {
        StateWrite state => state.Key,
        StateClear clear => clear.Key,
        _ => null,
    };

    private static async Task<Dictionary<StateKey, long?>> ReadETagsAsync(NpgsqlConnection connection, List<StateKey> keys)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT state.grain_key, state.grain_type, state.state_name, state.etag
            FROM unnest($1, $2, $3) AS wanted (grain_key, grain_type, state_name)
            JOIN grain_state AS state USING (grain_key, grain_type, state_name)
            """,
            connection);
        command.Parameters
            .With(keys.ConvertAll(key => key.GrainKey), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With(keys.ConvertAll(key => key.GrainType), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With(keys.ConvertAll(key => key.StateName), NpgsqlDbType.Array | NpgsqlDbType.Text);
        await using var reader = await command.ExecuteReaderAsync();
        var found = new Dictionary<StateKey, long?>();
        while (await reader.ReadAsync())
        {
            found[new StateKey(reader.GetString(0), reader.GetString(1), reader.GetString(2))] = reader.GetInt64(3);
        }

        return found;
    }
}
