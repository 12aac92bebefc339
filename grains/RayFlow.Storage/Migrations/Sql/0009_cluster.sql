-- A cluster belongs to its database: the id is a part of the cluster's, and tied to the place that the database was made in. A copy of it, by a
-- dump or as a template, is somewhere else and knows it; a standby and its primary are the same place.

CREATE FUNCTION rayflow_place() RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    server text := 'unknown';
BEGIN
    BEGIN
        SELECT system_identifier::text INTO server FROM pg_control_system();
    EXCEPTION WHEN insufficient_privilege THEN
        NULL; -- then only the database's number tells copies on one server apart
    END;
    RETURN server || '/' || (SELECT oid FROM pg_database WHERE datname = current_database());
END
$$;

CREATE TABLE cluster_identity (
    is_only  boolean NOT NULL PRIMARY KEY DEFAULT true CHECK (is_only),
    id       uuid NOT NULL DEFAULT gen_random_uuid(),
    place    text NOT NULL,
    since    timestamptz NOT NULL DEFAULT now()
);
INSERT INTO cluster_identity (place) VALUES (rayflow_place());

COMMENT ON TABLE cluster_identity IS 'Which cluster the database belongs to; one row. rayflow migrate --restored gives a copy an id of its own.';
