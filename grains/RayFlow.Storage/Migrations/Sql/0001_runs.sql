-- Runs, their journals, and grain state. infra/docs/decisions/0002-journal-tables.md says why the tables are as they are.

-- One row per run: what lists, schedules and finds it. Columns are ordered so that none is padded.
CREATE TABLE runs (
    run_id        uuid NOT NULL PRIMARY KEY,
    parent_run_id uuid,
    started_at    timestamptz NOT NULL,
    ended_at      timestamptz,
    wake_at       timestamptz,
    length        bigint NOT NULL,
    flow_version  integer,
    status_code   integer,
    status        text COLLATE "C" NOT NULL,
    owner         text COLLATE "C",
    flow_name     text COLLATE "C" NOT NULL,
    flow_hash     bytea NOT NULL,
    return_node   text,
    error_code    text,
    summary       bytea NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);

COMMENT ON COLUMN runs.length IS 'Journal entries when the row was written; a row of a shorter journal does not overwrite it.';

CREATE INDEX runs_started ON runs (started_at, run_id);
CREATE INDEX runs_flow ON runs (flow_name, started_at, run_id);
CREATE INDEX runs_status ON runs (status, started_at, run_id) WHERE status <> 'completed';
CREATE INDEX runs_parent ON runs (parent_run_id, started_at, run_id) WHERE parent_run_id IS NOT NULL;
CREATE INDEX runs_wake ON runs (wake_at, run_id) WHERE wake_at IS NOT NULL;
CREATE INDEX runs_owner ON runs (owner) WHERE owner IS NOT NULL;

-- What happened in a run, appended and never changed. The key is the run's and its own: no surrogate, no second index.
CREATE TABLE journal (
    run_id  uuid NOT NULL,
    seq     bigint NOT NULL,
    payload bytea NOT NULL,
    PRIMARY KEY (run_id, seq)
);

-- The newest snapshot of a run, if there is one; it covers the entries up to its length.
CREATE TABLE snapshots (
    run_id  uuid NOT NULL PRIMARY KEY,
    length  bigint NOT NULL,
    payload bytea NOT NULL
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

-- State of grains that is not a journal. The key begins with the grain's, so that a run's grains lie together.
CREATE TABLE grain_state (
    etag       bigint NOT NULL,
    grain_key  text COLLATE "C" NOT NULL,
    grain_type text COLLATE "C" NOT NULL,
    state_name text COLLATE "C" NOT NULL,
    payload    bytea NOT NULL,
    PRIMARY KEY (grain_key, grain_type, state_name)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);

CREATE TABLE silos (
    heartbeat_at timestamptz NOT NULL,
    silo_id      text COLLATE "C" NOT NULL PRIMARY KEY
) WITH (fillfactor = 50);

CREATE TABLE flow_documents (
    hash     bytea NOT NULL PRIMARY KEY,
    document bytea NOT NULL
);

CREATE TABLE flows (
    saved_at    timestamptz NOT NULL,
    version     integer NOT NULL,
    name        text COLLATE "C" NOT NULL PRIMARY KEY,
    hash        bytea NOT NULL,
    description text NOT NULL
);

-- Large values are compressed and stored apart by PostgreSQL. lz4 is quicker than pglz; not every server is built with it.
DO $$
BEGIN
    ALTER TABLE journal ALTER COLUMN payload SET COMPRESSION lz4;
    ALTER TABLE snapshots ALTER COLUMN payload SET COMPRESSION lz4;
    ALTER TABLE grain_state ALTER COLUMN payload SET COMPRESSION lz4;
    ALTER TABLE runs ALTER COLUMN summary SET COMPRESSION lz4;
    ALTER TABLE flow_documents ALTER COLUMN document SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    RAISE NOTICE 'This server has no lz4; large values are compressed with pglz.';
END
$$;
