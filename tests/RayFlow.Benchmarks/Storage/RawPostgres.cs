using Npgsql;
using NpgsqlTypes;
using RayFlow.Benchmarks.Measuring;

namespace RayFlow.Benchmarks.Storage;

/// <summary>What the same PostgreSQL does for a program that does nothing else: the limits to compare with.</summary>
internal sealed class RawPostgres(NpgsqlDataSource database, byte[] payload)
{
    /// <summary>One row a commit, on a number of connections.</summary>
    public async Task<Timings> SingleCommitsAsync(int connections, TimeSpan duration)
    {
        await using var workers = await WorkersAsync(connections, "INSERT INTO journal (run_id, seq, payload) VALUES ($1, $2, $3)", (parameters, worker) =>
        {
            parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7() });
            parameters.Add(new NpgsqlParameter<long> { TypedValue = 0 });
            parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = payload });
        });
        return await Timings.MeasureAsync(connections, duration, worker =>
        {
            ((NpgsqlParameter<long>)workers[worker].Parameters[1]).TypedValue++;
            return workers[worker].ExecuteNonQueryAsync();
        });
    }

    /// <summary>Many rows a commit, on one connection. Operations are commits.</summary>
    public async Task<Timings> BatchesAsync(int rows, TimeSpan duration)
    {
        var sequences = new long[rows];
        await using var workers = await WorkersAsync(1, "INSERT INTO journal (run_id, seq, payload) SELECT * FROM unnest($1, $2, $3)", (parameters, _) =>
        {
            parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. Enumerable.Range(0, rows).Select(_ => Guid.CreateVersion7())] });
            parameters.Add(new NpgsqlParameter<long[]> { TypedValue = sequences });
            parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. Enumerable.Repeat(payload, rows)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
        });
        return await Timings.MeasureAsync(1, duration, _ =>
        {
            Array.Fill(sequences, sequences[0] + 1);
            return workers[0].ExecuteNonQueryAsync();
        });
    }

    private async Task<Workers> WorkersAsync(int count, string sql, Action<NpgsqlParameterCollection, int> bind)
    {
        var workers = new Workers();
        for (var i = 0; i < count; i++)
        {
            var command = new NpgsqlCommand(sql, await database.OpenConnectionAsync());
            bind(command.Parameters, i);
            await command.PrepareAsync();
            workers.Add(command);
        }

        return workers;
    }

    private sealed class Workers : List<NpgsqlCommand>, IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            foreach (var command in this)
            {
                await command.Connection!.DisposeAsync();
                await command.DisposeAsync();
            }
        }
    }
}
