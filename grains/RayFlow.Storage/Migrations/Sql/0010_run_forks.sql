-- Runs that have the past of another: that run's journal and values are kept as long as they are. Programs of before go on beside this.

CREATE TABLE run_forks (
    run_id uuid NOT NULL PRIMARY KEY,
    origin uuid NOT NULL
);

CREATE INDEX run_forks_origin ON run_forks (origin);

COMMENT ON COLUMN run_forks.origin IS 'The run whose journal is read as the past of this one.';
