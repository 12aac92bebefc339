using NpgsqlTypes;
using RayFlow.Storage.Databases;
using RayFlow.Storage.States;

namespace RayFlow.Storage.Writing;

/// <summary>Writes the states of grains, each only over the ETag that it expects.</summary>
internal sealed class StateStatements
{
    private readonly KeyedStatement _insert = new("""
        INSERT INTO grain_state (grain_key, grain_type, state_name, etag, payload) SELECT * FROM unnest($1, $2, $3, $4, $5)
        ON CONFLICT DO NOTHING
        """);

    private readonly List<long> _insertETags;
    private readonly List<ReadOnlyMemory<byte>> _insertPayloads;

    private readonly KeyedStatement _update = new("""
        UPDATE grain_state AS old SET etag = new.etag, payload = new.payload
        FROM unnest($1, $2, $3, $4, $5, $6) AS new (grain_key, grain_type, state_name, etag, payload, expected)
        WHERE old.grain_key = new.grain_key AND old.grain_type = new.grain_type AND old.state_name = new.state_name
          AND old.etag = new.expected
        """);

    private readonly List<long> _updateETags;
    private readonly List<ReadOnlyMemory<byte>> _updatePayloads;
    private readonly List<long> _updateExpected;

    private readonly KeyedStatement _delete = new("""
        DELETE FROM grain_state AS old USING unnest($1, $2, $3, $4) AS gone (grain_key, grain_type, state_name, etag)
        WHERE old.grain_key = gone.grain_key AND old.grain_type = gone.grain_type AND old.state_name = gone.state_name
          AND old.etag = gone.etag
        """);

    private readonly List<long> _deleteETags;

    public StateStatements()
    {
        _insertETags = _insert.Statement.Column<long>(NpgsqlDbType.Bigint);
        _insertPayloads = _insert.Statement.Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
        _updateETags = _update.Statement.Column<long>(NpgsqlDbType.Bigint);
        _updatePayloads = _update.Statement.Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
        _updateExpected = _update.Statement.Column<long>(NpgsqlDbType.Bigint);
        _deleteETags = _delete.Statement.Column<long>(NpgsqlDbType.Bigint);
    }

    /// <summary>In the order in which they are executed.</summary>
    public ArrayStatement[] All => [_delete.Statement, _update.Statement, _insert.Statement];

    /// <summary>Whether a state was not written, because another stands there, or its own from an attempt without an answer.</summary>
    public bool MissedStates => !(_insert.Statement.WroteAll && _update.Statement.WroteAll && _delete.Statement.WroteAll);

    public void Add(StateWrite write)
    {
        if (write.ExpectedETag is not { } expected)
        {
            _insert.Add(write.Key);
            _insertETags.Add(write.NewETag);
            _insertPayloads.Add(write.Payload);
            return;
        }

        _update.Add(write.Key);
        _updateETags.Add(write.NewETag);
        _updatePayloads.Add(write.Payload);
        _updateExpected.Add(expected);
    }

    public void Add(StateClear clear)
    {
        _delete.Add(clear.Key);
        _deleteETags.Add(clear.ExpectedETag);
    }

    /// <summary>A statement whose first three columns are the state's key.</summary>
    private sealed class KeyedStatement
    {
        private readonly List<string> _grainKeys;
        private readonly List<string> _grainTypes;
        private readonly List<string> _stateNames;

        public KeyedStatement(string sql)
        {
            Statement = new ArrayStatement(sql);
            _grainKeys = Statement.Column<string>(NpgsqlDbType.Text);
            _grainTypes = Statement.Column<string>(NpgsqlDbType.Text);
            _stateNames = Statement.Column<string>(NpgsqlDbType.Text);
        }

        public ArrayStatement Statement { get; }

        public void Add(StateKey key)
        {
            _grainKeys.Add(key.GrainKey);
            _grainTypes.Add(key.GrainType);
            _stateNames.Add(key.StateName);
            Statement.RowAdded();
        }
    }
}
