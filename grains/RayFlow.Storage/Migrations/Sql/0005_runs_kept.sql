-- Runs that are taken over again and again without getting on are counted, and parked; runs that are due are found by who sees to
-- them; the database can be asked whether it takes writes. Programs of before go on beside this: columns are only added.

-- The tables are in use: better to fail than to make every run wait behind a lock that does not come.
SET LOCAL lock_timeout = '30s';

ALTER TABLE runs ADD COLUMN takeovers smallint NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN parked_at timestamptz;
ALTER TABLE runs ADD COLUMN parked_reason text;

COMMENT ON COLUMN runs.takeovers IS 'How often the run was taken over since it last got on.';
COMMENT ON COLUMN runs.parked_at IS 'Since when nobody takes the run over any more; null: it is not parked.';

-- Each silo asks for its own. Reads of before, which ask for those of all silos, do without an order.
CREATE INDEX runs_due ON runs (owner, wake_at, run_id) WHERE wake_at IS NOT NULL;
DROP INDEX runs_wake;

-- A row that is written again and again, to see whether writes are taken.
CREATE TABLE storage_probe (
    asked_at timestamptz NOT NULL,
    id       smallint NOT NULL PRIMARY KEY
) WITH (fillfactor = 10);

-- A run that has not ended is somebody's, or has a time, or waits for something that has a name, or is parked. Must be empty.
CREATE VIEW unexplained_runs AS
SELECT run_id, started_at, status, owner, flow_name
FROM runs
WHERE ended_at IS NULL AND owner IS NULL AND wake_at IS NULL AND parked_at IS NULL AND status NOT IN ('pending', 'waiting', 'paused');

SET LOCAL lock_timeout TO DEFAULT;
