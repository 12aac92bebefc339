-- Saved flows in one place: a flow, its versions, the document of each and the event that starts it are written in one transaction.

CREATE TEMP TABLE old_flows ON COMMIT DROP AS SELECT * FROM flows;
CREATE TEMP TABLE old_versions ON COMMIT DROP AS SELECT * FROM flow_versions;
DROP TABLE flows;
DROP TABLE flow_versions;

-- A flow that was deleted keeps its row: saved again it goes on counting, so that a version is never two things.
CREATE TABLE flows (
    version    integer NOT NULL,
    is_deleted boolean NOT NULL,
    name       text COLLATE "C" NOT NULL PRIMARY KEY
);

COMMENT ON COLUMN flows.version IS 'The latest version, and what a save is compared with; of a deleted flow the last one that it had.';

CREATE TABLE flow_versions (
    saved_at    timestamptz NOT NULL,
    version     integer NOT NULL,
    name        text COLLATE "C" NOT NULL,
    hash        bytea NOT NULL,
    description text NOT NULL,
    on_event    text COLLATE "C",
    PRIMARY KEY (name, version)
);

CREATE INDEX flow_versions_hash ON flow_versions (hash);

-- What the latest versions say of the events that start them: an event finds its flows, and what they take of its payload, in one range.
CREATE TABLE event_subscriptions (
    version integer NOT NULL,
    event   text COLLATE "C" NOT NULL,
    flow    text COLLATE "C" NOT NULL,
    inputs  text[] NOT NULL,
    PRIMARY KEY (event, flow)
);

CREATE UNIQUE INDEX event_subscriptions_flow ON event_subscriptions (flow);

-- Until now the versions were state of the flows' grains, in JSON, and their documents' START said what starts them.
DO $$
DECLARE
    kept    record;
    state   jsonb;
    started jsonb;
BEGIN
    FOR kept IN SELECT GrainIdExtensionString AS name, PayloadBinary AS payload FROM OrleansStorage
                WHERE GrainTypeString = 'flow' AND GrainIdExtensionString <> '' AND PayloadBinary IS NOT NULL
    LOOP
        BEGIN
            state := convert_from(kept.payload, 'UTF8')::jsonb;
            INSERT INTO flow_versions (name, version, hash, saved_at, description)
            SELECT kept.name, (item ->> 'Version')::integer, decode(item ->> 'Hash', 'hex'), (item ->> 'SavedAt')::timestamptz, coalesce(item ->> 'Description', '')
            FROM jsonb_array_elements(state #> '{Versions,$values}') AS item;
            INSERT INTO flows (name, version, is_deleted)
            VALUES (kept.name, (state ->> 'LastVersion')::integer, NOT EXISTS (SELECT FROM flow_versions WHERE flow_versions.name = kept.name));
        EXCEPTION WHEN data_exception OR invalid_text_representation OR not_null_violation THEN
            RAISE WARNING 'The versions of flow % cannot be read (%); what the index says of it is kept.', kept.name, SQLERRM;
        END;
    END LOOP;

    -- A name of hexadecimal digits is no text there; of such a flow the index knows all but when the older versions were saved.
    INSERT INTO flow_versions (name, version, hash, saved_at, description)
    SELECT name, version, hash, saved_at, description FROM old_flows ON CONFLICT DO NOTHING;
    INSERT INTO flow_versions (name, version, hash, saved_at, description)
    SELECT name, old_versions.version, old_versions.hash, old_flows.saved_at, '' FROM old_flows JOIN old_versions USING (name)
    WHERE old_versions.version < old_flows.version ON CONFLICT DO NOTHING;
    INSERT INTO flows (name, version, is_deleted) SELECT name, version, false FROM old_flows ON CONFLICT DO NOTHING;
    DELETE FROM OrleansStorage WHERE GrainTypeString = 'flow';
    DELETE FROM grain_state WHERE grain_type = 'event' AND state_name = 'subscriptions';

    FOR kept IN SELECT name, version, document FROM flows JOIN flow_versions USING (name, version) JOIN flow_documents USING (hash) WHERE NOT is_deleted
    LOOP
        BEGIN
            started := jsonb_path_query_first(convert_from(kept.document, 'UTF8')::jsonb, '$.flow.nodes[*] ? (@.type == "start").data.config');
            IF started ->> 'on_event' <> '' THEN
                UPDATE flow_versions SET on_event = started ->> 'on_event' WHERE name = kept.name AND version = kept.version;
                INSERT INTO event_subscriptions (event, flow, version, inputs)
                SELECT started ->> 'on_event', kept.name, kept.version,
                       CASE jsonb_typeof(started -> 'api_schema') WHEN 'object' THEN ARRAY(SELECT jsonb_object_keys(started -> 'api_schema')) ELSE '{}' END;
            END IF;
        EXCEPTION WHEN data_exception OR invalid_text_representation OR untranslatable_character THEN
            RAISE WARNING 'Whether an event starts flow % cannot be read (%); save it again.', kept.name, SQLERRM;
        END;
    END LOOP;
END
$$;

-- Nobody keeps state of grains in rows any more.
DROP TABLE grain_state;
