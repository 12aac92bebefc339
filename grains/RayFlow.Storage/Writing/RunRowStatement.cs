using NpgsqlTypes;
using RayFlow.Storage.Runs;

namespace RayFlow.Storage.Writing;

/// <summary>Writes rows of the run index. One of a shorter journal than the stored one's comes from a stale activation and is not written.</summary>
internal sealed class RunRowStatement
{
    private readonly List<Guid> runs;
    private readonly List<Guid?> parents;
    private readonly List<DateTime> starts;
    private readonly List<DateTime?> ends;
    private readonly List<DateTime?> wakes;
    private readonly List<long> lengths;
    private readonly List<int?> versions;
    private readonly List<int?> statusCodes;
    private readonly List<string> statuses;
    private readonly List<string?> owners;
    private readonly List<string> flows;
    private readonly List<byte[]> hashes;
    private readonly List<string?> returnNodes;
    private readonly List<string?> errorCodes;
    private readonly List<ReadOnlyMemory<byte>> summaries;

    public RunRowStatement()
    {
        runs = Statement.Column<Guid>(NpgsqlDbType.Uuid);
        parents = Statement.Column<Guid?>(NpgsqlDbType.Uuid);
        starts = Statement.Column<DateTime>(NpgsqlDbType.TimestampTz);
        ends = Statement.Column<DateTime?>(NpgsqlDbType.TimestampTz);
        wakes = Statement.Column<DateTime?>(NpgsqlDbType.TimestampTz);
        lengths = Statement.Column<long>(NpgsqlDbType.Bigint);
        versions = Statement.Column<int?>(NpgsqlDbType.Integer);
        statusCodes = Statement.Column<int?>(NpgsqlDbType.Integer);
        statuses = Statement.Column<string>(NpgsqlDbType.Text);
        owners = Statement.Column<string?>(NpgsqlDbType.Text);
        flows = Statement.Column<string>(NpgsqlDbType.Text);
        hashes = Statement.Column<byte[]>(NpgsqlDbType.Bytea);
        returnNodes = Statement.Column<string?>(NpgsqlDbType.Text);
        errorCodes = Statement.Column<string?>(NpgsqlDbType.Text);
        summaries = Statement.Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
    }

    public ArrayStatement Statement { get; } = new("""
        INSERT INTO runs AS old (run_id, parent_run_id, started_at, ended_at, wake_at, length, flow_version, status_code, status,
                                 owner, flow_name, flow_hash, return_node, error_code, summary)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        ON CONFLICT (run_id) DO UPDATE
        SET (parent_run_id, started_at, ended_at, wake_at, length, flow_version, status_code, status, owner, flow_name, flow_hash,
             return_node, error_code, summary)
          = (excluded.parent_run_id, excluded.started_at, excluded.ended_at, excluded.wake_at, excluded.length, excluded.flow_version,
             excluded.status_code, excluded.status, excluded.owner, excluded.flow_name, excluded.flow_hash, excluded.return_node,
             excluded.error_code, excluded.summary)
        WHERE old.length <= excluded.length
        """);

    public void Add(Guid run, long length, RunRow row)
    {
        // The row may be one that the database cannot take, such as a name with a zero character: that is found out there.
        // What we cannot even send is found out before anything is added.
        var parent = RunIds.ParseOptional(row.ParentRunId);
        var hash = Convert.FromHexString(row.FlowHash);
        var hasEnded = row.EndedAt is not null;

        runs.Add(run);
        parents.Add(parent);
        starts.Add(row.StartedAt.UtcDateTime);
        ends.Add(row.EndedAt?.UtcDateTime);
        wakes.Add(hasEnded ? null : row.WakeAt?.UtcDateTime);
        lengths.Add(length);
        versions.Add(row.FlowVersion);
        statusCodes.Add(row.StatusCode);
        statuses.Add(row.Status);
        owners.Add(hasEnded ? null : row.Owner);
        flows.Add(row.FlowName);
        hashes.Add(hash);
        returnNodes.Add(row.ReturnNode);
        errorCodes.Add(row.ErrorCode);
        summaries.Add(row.Summary);
        Statement.RowAdded();
    }
}
