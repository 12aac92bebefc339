-- Which flow documents are still wanted: those of saved versions, of runs, and of runs that are just about to start.

-- Documents that are there already may be named by versions that were saved before this table: they are kept for good.
ALTER TABLE flow_documents ADD COLUMN used_at timestamptz NOT NULL DEFAULT 'infinity';
ALTER TABLE flow_documents ALTER COLUMN used_at SET DEFAULT now();

COMMENT ON COLUMN flow_documents.used_at IS 'About when the last run of it started or it was last saved; may lag by an hour.';

CREATE INDEX flow_documents_used ON flow_documents (used_at, hash);

-- The versions of saved flows; a row may be there without its version after a crash, but no version without its row.
CREATE TABLE flow_versions (
    hash    bytea NOT NULL,
    name    text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (hash, name, version)
);

CREATE INDEX flow_versions_name ON flow_versions (name);
