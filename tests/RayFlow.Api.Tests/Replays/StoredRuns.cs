using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace RayFlow.Api.Tests.Replays;

/// <summary>A run as the database holds it.</summary>
/// <param name="Flow">The document.</param>
/// <param name="Journal">The entries, oldest first.</param>
/// <param name="Values">Its large values, each the row as JSON.</param>
internal sealed record StoredRun(byte[] Flow, IReadOnlyList<string> Journal, IReadOnlyList<string> Values);

/// <summary>Reads and writes what the database holds of runs, past everything else.</summary>
internal sealed class StoredRuns(string connection) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(connection);

    public async Task<StoredRun> ReadAsync(string runId)
    {
        var run = Guid.Parse(runId);
        var journal = await QueryAsync("SELECT convert_from(payload, 'UTF8') FROM journal WHERE run_id = $1 ORDER BY seq", run);
        var values = await QueryAsync("SELECT row_to_json(run_values)::text FROM run_values WHERE run_id = $1 ORDER BY hash", run);
        var flow = await QueryAsync("SELECT convert_from(document, 'UTF8') FROM flow_documents JOIN runs ON hash = flow_hash WHERE run_id = $1", run);
        return new StoredRun(Encoding.UTF8.GetBytes(flow.Single()), journal, values);
    }

    public async Task WriteAsync(string runId, StoredRun run)
    {
        var id = Guid.Parse(runId);
        var hash = SHA256.HashData(run.Flow);
        await ExecuteAsync("INSERT INTO flow_documents (hash, document) VALUES ($1, $2) ON CONFLICT DO NOTHING", hash, run.Flow);

        // A row that says nothing of how the run ended: that is to be found in the journal.
        await ExecuteAsync(
            "INSERT INTO runs (run_id, started_at, ended_at, length, status, flow_name, flow_hash, summary) VALUES ($1, now(), now(), $2, 'completed', 'golden', $3, ''::bytea)",
            id,
            (long)run.Journal.Count,
            hash);
        for (var i = 0; i < run.Journal.Count; i++)
        {
            await ExecuteAsync("INSERT INTO journal (run_id, seq, payload) VALUES ($1, $2, $3)", id, i + 1L, Encoding.UTF8.GetBytes(run.Journal[i]));
        }

        foreach (var value in run.Values)
        {
            await ExecuteAsync("INSERT INTO run_values SELECT * FROM json_populate_record(NULL::run_values, $1::json)", value);
        }
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async Task<List<string>> QueryAsync(string sql, Guid run)
    {
        await using var command = _database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = run });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    private async Task ExecuteAsync(string sql, params object[] parameters)
    {
        await using var command = _database.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        await command.ExecuteNonQueryAsync();
    }
}
