-- Large values of runs: entries, snapshots and index rows name them by their hash, so that one that they have in common is stored once.

CREATE TABLE run_values (
    run_id  uuid NOT NULL,
    hash    bytea NOT NULL,
    payload bytea NOT NULL,
    PRIMARY KEY (run_id, hash)
);

DO $$
BEGIN
    ALTER TABLE run_values ALTER COLUMN payload SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    RAISE NOTICE 'This server has no lz4; large values are compressed with pglz.';
END
$$;
