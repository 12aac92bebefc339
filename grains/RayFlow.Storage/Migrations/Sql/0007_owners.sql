-- Whose runs are, the cluster's membership says, not a table of heartbeats; a silo claims a dead one's runs in the order of their starts.

DROP TABLE silos;

SET LOCAL lock_timeout = '30s';
CREATE INDEX runs_working ON runs (owner, started_at, run_id) WHERE owner IS NOT NULL AND status <> 'waiting';
CREATE INDEX runs_waiting ON runs (owner, started_at, run_id) WHERE owner IS NOT NULL AND status = 'waiting';
DROP INDEX runs_owner;
SET LOCAL lock_timeout TO DEFAULT;

COMMENT ON COLUMN runs.owner IS 'The silo that sees to the run, by its address in the cluster; ''released'': one that leaves has let it go; null: nobody need.';
