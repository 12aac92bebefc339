-- What Orleans' ADO.NET providers ask of a database: they read the texts of their queries from OrleansQuery by key, bind
-- parameters by name and read columns by name. Tables and texts are ours. Membership and reminders keep milliseconds.

CREATE TABLE OrleansQuery (
    QueryKey  text NOT NULL PRIMARY KEY,
    QueryText text NOT NULL
);

-- Persistence -------------------------------------------------------------------------------------------------------

CREATE TABLE OrleansStorage (
    GrainIdN0              bigint NOT NULL,
    GrainIdN1              bigint NOT NULL,
    GrainIdHash            integer NOT NULL,
    GrainTypeHash          integer NOT NULL,
    Version                integer NOT NULL,
    GrainTypeString        text COLLATE "C" NOT NULL,
    GrainIdExtensionString text COLLATE "C" NOT NULL, -- empty: none
    ServiceId              text COLLATE "C" NOT NULL,
    PayloadBinary          bytea,                     -- null: cleared
    PRIMARY KEY (GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1, GrainTypeString, GrainIdExtensionString, ServiceId)
) WITH (fillfactor = 70);

-- One row with the new version, or none on a conflict.
INSERT INTO OrleansQuery VALUES ('WriteToStorageKey', $text$
WITH changed AS (
    UPDATE OrleansStorage
    SET PayloadBinary = @PayloadBinary, Version = Version + 1
    WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash
      AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
      AND GrainTypeString = @GrainTypeString AND GrainIdExtensionString = coalesce(@GrainIdExtensionString, '')
      AND ServiceId = @ServiceId AND Version = @GrainStateVersion
    RETURNING Version
), added AS (
    INSERT INTO OrleansStorage (GrainIdN0, GrainIdN1, GrainIdHash, GrainTypeHash, Version,
                                GrainTypeString, GrainIdExtensionString, ServiceId, PayloadBinary)
    SELECT @GrainIdN0, @GrainIdN1, @GrainIdHash, @GrainTypeHash, 1,
           @GrainTypeString, coalesce(@GrainIdExtensionString, ''), @ServiceId, @PayloadBinary
    WHERE @GrainStateVersion IS NULL
    ON CONFLICT DO NOTHING
    RETURNING Version
)
SELECT Version AS NewGrainStateVersion FROM changed
UNION ALL
SELECT Version FROM added
$text$);

INSERT INTO OrleansQuery VALUES ('ReadFromStorageKey', $text$
SELECT PayloadBinary, Version
FROM OrleansStorage
WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash
  AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
  AND GrainTypeString = @GrainTypeString AND GrainIdExtensionString = coalesce(@GrainIdExtensionString, '')
  AND ServiceId = @ServiceId
$text$);

-- The row stays with its version, so that a writer that read it before the clear is still found out.
INSERT INTO OrleansQuery VALUES ('ClearStorageKey', $text$
UPDATE OrleansStorage
SET PayloadBinary = NULL, Version = Version + 1
WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash
  AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
  AND GrainTypeString = @GrainTypeString AND GrainIdExtensionString = coalesce(@GrainIdExtensionString, '')
  AND ServiceId = @ServiceId AND Version = @GrainStateVersion
RETURNING Version AS NewGrainStateVersion
$text$);

INSERT INTO OrleansQuery VALUES ('DeleteStorageKey', $text$
DELETE FROM OrleansStorage
WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash
  AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
  AND GrainTypeString = @GrainTypeString AND GrainIdExtensionString = coalesce(@GrainIdExtensionString, '')
  AND ServiceId = @ServiceId AND Version = @GrainStateVersion
RETURNING Version + 1 AS NewGrainStateVersion
$text$);

-- Clustering --------------------------------------------------------------------------------------------------------
-- The table's version orders every change of membership: who changes it first at a version wins, the others do nothing.

CREATE TABLE OrleansMembershipVersionTable (
    DeploymentId text COLLATE "C" NOT NULL PRIMARY KEY,
    ChangedAt    timestamptz NOT NULL DEFAULT now(),
    Version      integer NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

CREATE TABLE OrleansMembershipTable (
    StartTime    timestamptz(3) NOT NULL,
    IAmAliveTime timestamptz(3) NOT NULL,
    Port         integer NOT NULL,
    Generation   integer NOT NULL,
    Status       integer NOT NULL,
    ProxyPort    integer,
    DeploymentId text COLLATE "C" NOT NULL,
    Address      text COLLATE "C" NOT NULL,
    SiloName     text NOT NULL,
    HostName     text NOT NULL,
    SuspectTimes text,
    PRIMARY KEY (DeploymentId, Address, Port, Generation)
) WITH (fillfactor = 50);

INSERT INTO OrleansQuery VALUES ('InsertMembershipVersionKey', $text$
WITH added AS (
    INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES (@DeploymentId)
    ON CONFLICT DO NOTHING
    RETURNING 1
)
SELECT count(*) > 0 FROM added
$text$);

INSERT INTO OrleansQuery VALUES ('InsertMembershipKey', $text$
WITH turn AS (
    UPDATE OrleansMembershipVersionTable
    SET Version = Version + 1, ChangedAt = now()
    WHERE DeploymentId = @DeploymentId AND Version = @Version
      AND NOT EXISTS (
          SELECT 1 FROM OrleansMembershipTable
          WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation)
    RETURNING DeploymentId
), added AS (
    INSERT INTO OrleansMembershipTable (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort,
                                        StartTime, IAmAliveTime)
    SELECT DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
    FROM turn
    RETURNING 1
)
SELECT count(*) > 0 FROM added
$text$);

INSERT INTO OrleansQuery VALUES ('UpdateMembershipKey', $text$
WITH turn AS (
    UPDATE OrleansMembershipVersionTable
    SET Version = Version + 1, ChangedAt = now()
    WHERE DeploymentId = @DeploymentId AND Version = @Version
      AND EXISTS (
          SELECT 1 FROM OrleansMembershipTable
          WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation)
    RETURNING DeploymentId
), changed AS (
    UPDATE OrleansMembershipTable AS silo
    SET Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = @IAmAliveTime
    FROM turn
    WHERE silo.DeploymentId = turn.DeploymentId AND silo.Address = @Address AND silo.Port = @Port
      AND silo.Generation = @Generation
    RETURNING 1
)
SELECT count(*) > 0 FROM changed
$text$);

INSERT INTO OrleansQuery VALUES ('UpdateIAmAlivetimeKey', $text$
UPDATE OrleansMembershipTable
SET IAmAliveTime = @IAmAliveTime
WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
$text$);

-- Both answer the version even if there is no silo.
INSERT INTO OrleansQuery VALUES ('MembershipReadRowKey', $text$
SELECT deployment.DeploymentId, silo.Address, silo.Port, silo.Generation, silo.SiloName, silo.HostName, silo.Status,
       silo.ProxyPort, silo.SuspectTimes, silo.StartTime, silo.IAmAliveTime, deployment.Version
FROM OrleansMembershipVersionTable AS deployment
LEFT JOIN OrleansMembershipTable AS silo
    ON silo.DeploymentId = deployment.DeploymentId AND silo.Address = @Address AND silo.Port = @Port
    AND silo.Generation = @Generation
WHERE deployment.DeploymentId = @DeploymentId
$text$);

INSERT INTO OrleansQuery VALUES ('MembershipReadAllKey', $text$
SELECT deployment.DeploymentId, silo.Address, silo.Port, silo.Generation, silo.SiloName, silo.HostName, silo.Status,
       silo.ProxyPort, silo.SuspectTimes, silo.StartTime, silo.IAmAliveTime, deployment.Version
FROM OrleansMembershipVersionTable AS deployment
LEFT JOIN OrleansMembershipTable AS silo USING (DeploymentId)
WHERE deployment.DeploymentId = @DeploymentId
$text$);

INSERT INTO OrleansQuery VALUES ('DeleteMembershipTableEntriesKey', $text$
WITH silos AS (
    DELETE FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId
)
DELETE FROM OrleansMembershipVersionTable WHERE DeploymentId = @DeploymentId
$text$);

INSERT INTO OrleansQuery VALUES ('GatewaysQueryKey', $text$
SELECT Address, ProxyPort, Generation
FROM OrleansMembershipTable
WHERE DeploymentId = @DeploymentId AND Status = @Status AND ProxyPort > 0
$text$);

-- 3 is SiloStatus.Active.
INSERT INTO OrleansQuery VALUES ('CleanupDefunctSiloEntriesKey', $text$
DELETE FROM OrleansMembershipTable
WHERE DeploymentId = @DeploymentId AND IAmAliveTime < @IAmAliveTime AND Status <> 3
$text$);

-- Reminders ---------------------------------------------------------------------------------------------------------

CREATE TABLE OrleansRemindersTable (
    StartTime    timestamptz(3) NOT NULL,
    Period       bigint NOT NULL,                     -- milliseconds
    GrainHash    integer NOT NULL,                    -- the bits of an unsigned number
    Version      integer NOT NULL,
    ServiceId    text COLLATE "C" NOT NULL,
    GrainId      text COLLATE "C" NOT NULL,
    ReminderName text COLLATE "C" NOT NULL,
    PRIMARY KEY (ServiceId, GrainId, ReminderName)
);

CREATE INDEX OrleansRemindersTable_Range ON OrleansRemindersTable (ServiceId, GrainHash);

INSERT INTO OrleansQuery VALUES ('UpsertReminderRowKey', $text$
INSERT INTO OrleansRemindersTable AS reminder (ServiceId, GrainId, ReminderName, StartTime, Period, GrainHash, Version)
VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
ON CONFLICT (ServiceId, GrainId, ReminderName) DO UPDATE
SET StartTime = excluded.StartTime, Period = excluded.Period, GrainHash = excluded.GrainHash, Version = reminder.Version + 1
RETURNING Version
$text$);

INSERT INTO OrleansQuery VALUES ('ReadReminderRowsKey', $text$
SELECT GrainId, ReminderName, StartTime, Period, Version
FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND GrainId = @GrainId
$text$);

INSERT INTO OrleansQuery VALUES ('ReadReminderRowKey', $text$
SELECT GrainId, ReminderName, StartTime, Period, Version
FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName
$text$);

-- A range of the ring, open below and closed above; the second is the one that goes round the end of the numbers.
INSERT INTO OrleansQuery VALUES ('ReadRangeRows1Key', $text$
SELECT GrainId, ReminderName, StartTime, Period, Version
FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND GrainHash > @BeginHash AND GrainHash <= @EndHash
$text$);

INSERT INTO OrleansQuery VALUES ('ReadRangeRows2Key', $text$
SELECT GrainId, ReminderName, StartTime, Period, Version
FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND (GrainHash > @BeginHash OR GrainHash <= @EndHash)
$text$);

INSERT INTO OrleansQuery VALUES ('DeleteReminderRowKey', $text$
WITH gone AS (
    DELETE FROM OrleansRemindersTable
    WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName AND Version = @Version
    RETURNING 1
)
SELECT count(*) > 0 FROM gone
$text$);

INSERT INTO OrleansQuery VALUES ('DeleteReminderRowsKey', $text$
DELETE FROM OrleansRemindersTable WHERE ServiceId = @ServiceId
$text$);
