using Npgsql;
using NpgsqlTypes;
using Orleans.Storage;
using RayFlow.Storage.Databases;
using RayFlow.Storage.States;

namespace RayFlow.Storage.Writing;

/// <summary>Writes that found another state than they expect.</summary>
internal static class Conflicts
{
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

    /// <summary>The run has another length than the batch expects.</summary>
    public static InconsistentStateException Of(JournalWrite write, long stored) =>
        new(
            $"The journal of run '{write.RunId:N}' has {stored} entries in the database and was to be continued after {write.Batch.ExpectedLength}: {Why(write, stored)}. This activation has to be given up.",
            ETags.Format(stored),
            ETags.Format(write.Batch.ExpectedLength));

    private static string Why(JournalWrite write, long stored) => stored < write.Batch.ExpectedLength
        ? "it was deleted, or the database is one that was restored or has lost its last commits"
        : "another activation has written it";

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
