using NpgsqlTypes;
using RayFlow.Storage.Databases;
using RayFlow.Storage.Runs;

namespace RayFlow.Storage.Writing;

/// <summary>Writes rows of the run index. One of a shorter journal than the stored one's comes from a stale activation and fails the transaction.</summary>
internal sealed class RunRowStatement
{
    private readonly List<Guid> _runs;
    private readonly List<Guid?> _parents;
    private readonly List<DateTime> _starts;
    private readonly List<DateTime?> _ends;
    private readonly List<DateTime?> _wakes;
    private readonly List<long> _lengths;
    private readonly List<int?> _versions;
    private readonly List<int?> _statusCodes;
    private readonly List<string> _statuses;
    private readonly List<string?> _owners;
    private readonly List<string> _flows;
    private readonly List<byte[]> _hashes;
    private readonly List<string?> _returnNodes;
    private readonly List<string?> _errorCodes;
    private readonly List<ReadOnlyMemory<byte>> _summaries;

    // Not a column of the rows: the few among them that keep their count, so that it is looked through quickly.
    private readonly List<Guid> _withoutProgress;

    public RunRowStatement()
    {
        _runs = Statement.Column<Guid>(NpgsqlDbType.Uuid);
        _parents = Statement.Column<Guid?>(NpgsqlDbType.Uuid);
        _starts = Statement.Column<DateTime>(NpgsqlDbType.TimestampTz);
        _ends = Statement.Column<DateTime?>(NpgsqlDbType.TimestampTz);
        _wakes = Statement.Column<DateTime?>(NpgsqlDbType.TimestampTz);
        _lengths = Statement.Column<long>(NpgsqlDbType.Bigint);
        _versions = Statement.Column<int?>(NpgsqlDbType.Integer);
        _statusCodes = Statement.Column<int?>(NpgsqlDbType.Integer);
        _statuses = Statement.Column<string>(NpgsqlDbType.Text);
        _owners = Statement.Column<string?>(NpgsqlDbType.Text);
        _flows = Statement.Column<string>(NpgsqlDbType.Text);
        _hashes = Statement.Column<byte[]>(NpgsqlDbType.Bytea);
        _returnNodes = Statement.Column<string?>(NpgsqlDbType.Text);
        _errorCodes = Statement.Column<string?>(NpgsqlDbType.Text);
        _summaries = Statement.Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
        _withoutProgress = Statement.Column<Guid>(NpgsqlDbType.Uuid);
    }

    public ArrayStatement Statement { get; } = new("""
        INSERT INTO runs AS old (run_id, parent_run_id, started_at, ended_at, wake_at, length, flow_version, status_code, status,
                                 owner, flow_name, flow_hash, return_node, error_code, summary)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        ON CONFLICT (run_id) DO UPDATE
        SET (parent_run_id, started_at, ended_at, wake_at, length, flow_version, status_code, status, owner, flow_name, flow_hash,
             return_node, error_code, summary, takeovers, parked_at, parked_reason)
          = (excluded.parent_run_id, excluded.started_at, excluded.ended_at, excluded.wake_at,
             CASE WHEN old.length <= excluded.length THEN excluded.length END, excluded.flow_version,
             excluded.status_code, excluded.status, excluded.owner, excluded.flow_name, excluded.flow_hash, excluded.return_node,
             excluded.error_code, excluded.summary,
             CASE WHEN old.run_id = ANY($16) THEN old.takeovers ELSE 0 END,
             CASE WHEN old.run_id = ANY($16) THEN old.parked_at END,
             CASE WHEN old.run_id = ANY($16) THEN old.parked_reason END)
        """);

    public void Add(Guid run, long length, RunRow row)
    {
        // What we cannot even send is found out before anything is added.
        var parent = RunIds.ParseOptional(row.ParentRunId);
        var hash = Convert.FromHexString(row.FlowHash);
        var hasEnded = row.EndedAt is not null;

        _runs.Add(run);
        _parents.Add(parent);
        _starts.Add(row.StartedAt.UtcDateTime);
        _ends.Add(row.EndedAt?.UtcDateTime);
        _wakes.Add(hasEnded ? null : row.WakeAt?.UtcDateTime);
        _lengths.Add(length);
        _versions.Add(row.FlowVersion);
        _statusCodes.Add(row.StatusCode);
        _statuses.Add(PlainText.Key(row.Status));
        _owners.Add(PlainText.OptionalKey(row.Owner));
        _flows.Add(PlainText.Key(row.FlowName));
        _hashes.Add(hash);
        _returnNodes.Add(PlainText.OfOptional(row.ReturnNode));
        _errorCodes.Add(PlainText.OfOptional(row.ErrorCode));
        _summaries.Add(row.Summary);
        if (!row.ResetsTakeovers)
        {
            _withoutProgress.Add(run);
        }

        Statement.RowAdded();
    }
}
