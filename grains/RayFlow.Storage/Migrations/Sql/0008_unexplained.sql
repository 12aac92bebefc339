-- Whether there are unexplained runs is asked again and again: it must cost nothing while there are none.

SET LOCAL lock_timeout = '30s';
CREATE INDEX runs_unexplained ON runs (started_at, run_id)
    WHERE ended_at IS NULL AND owner IS NULL AND wake_at IS NULL AND parked_at IS NULL AND status NOT IN ('pending', 'waiting', 'paused');
CREATE INDEX runs_parked ON runs (parked_at, run_id) WHERE parked_at IS NOT NULL;
SET LOCAL lock_timeout TO DEFAULT;
