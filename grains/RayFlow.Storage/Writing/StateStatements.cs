using NpgsqlTypes;

namespace RayFlow.Storage.Writing;

/// <summary>Writes the states of grains, each only over the ETag that it expects, or over its own from an attempt before.</summary>
internal sealed class StateStatements
{
    private readonly KeyedStatement insert = new("""
        INSERT INTO grain_state AS old (grain_key, grain_type, state_name, etag, payload) SELECT * FROM unnest($1, $2, $3, $4, $5)
        ON CONFLICT (grain_key, grain_type, state_name) DO UPDATE SET payload = excluded.payload WHERE old.etag = excluded.etag
        """);

    private readonly List<long> insertETags;
    private readonly List<ReadOnlyMemory<byte>> insertPayloads;

    private readonly KeyedStatement update = new("""
        UPDATE grain_state AS old SET etag = new.etag, payload = new.payload
        FROM unnest($1, $2, $3, $4, $5, $6) AS new (grain_key, grain_type, state_name, etag, payload, expected)
        WHERE old.grain_key = new.grain_key AND old.grain_type = new.grain_type AND old.state_name = new.state_name
          AND old.etag IN (new.expected, new.etag)
        """);

    private readonly List<long> updateETags;
    private readonly List<ReadOnlyMemory<byte>> updatePayloads;
    private readonly List<long> updateExpected;

    private readonly KeyedStatement delete = new("""
        DELETE FROM grain_state AS old USING unnest($1, $2, $3, $4) AS gone (grain_key, grain_type, state_name, etag)
        WHERE old.grain_key = gone.grain_key AND old.grain_type = gone.grain_type AND old.state_name = gone.state_name
          AND old.etag = gone.etag
        """);

    private readonly List<long> deleteETags;

    public StateStatements()
    {
        insertETags = insert.Statement.Column<long>(NpgsqlDbType.Bigint);
        insertPayloads = insert.Statement.Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
        updateETags = update.Statement.Column<long>(NpgsqlDbType.Bigint);
        updatePayloads = update.Statement.Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
        updateExpected = update.Statement.Column<long>(NpgsqlDbType.Bigint);
        deleteETags = delete.Statement.Column<long>(NpgsqlDbType.Bigint);
    }

    /// <summary>In the order in which they are executed.</summary>
    public ArrayStatement[] All => [delete.Statement, update.Statement, insert.Statement];

    /// <summary>Whether a state was not written, because another stands there.</summary>
    public bool MissedStates => !(insert.Statement.WroteAll && update.Statement.WroteAll && delete.Statement.WroteAll);

    public void Add(StateWrite write)
    {
        if (write.ExpectedETag is not { } expected)
        {
            insert.Add(write.Key);
            insertETags.Add(write.NewETag);
            insertPayloads.Add(write.Payload);
            return;
        }

        update.Add(write.Key);
        updateETags.Add(write.NewETag);
        updatePayloads.Add(write.Payload);
        updateExpected.Add(expected);
    }

    public void Add(StateClear clear)
    {
        delete.Add(clear.Key);
        deleteETags.Add(clear.ExpectedETag);
    }

    /// <summary>A statement whose first three columns are the state's key.</summary>
    private sealed class KeyedStatement
    {
        private readonly List<string> grainKeys;
        private readonly List<string> grainTypes;
        private readonly List<string> stateNames;

        public KeyedStatement(string sql)
        {
            Statement = new ArrayStatement(sql);
            grainKeys = Statement.Column<string>(NpgsqlDbType.Text);
            grainTypes = Statement.Column<string>(NpgsqlDbType.Text);
            stateNames = Statement.Column<string>(NpgsqlDbType.Text);
        }

        public ArrayStatement Statement { get; }

        public void Add(StateKey key)
        {
            grainKeys.Add(key.GrainKey);
            grainTypes.Add(key.GrainType);
            stateNames.Add(key.StateName);
            Statement.RowAdded();
        }
    }
}
