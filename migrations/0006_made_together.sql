-- What was made out of one text, so that whoever deletes a DaemonSet later is asked about what came with it. The request
-- is that of the rows in the audit trail; the uid tells an object from another one of its name.
CREATE TABLE made_together (
    request     TEXT   NOT NULL,
    place       BIGINT NOT NULL,
    cluster     TEXT   NOT NULL,
    api_version TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    namespace   TEXT   NOT NULL,
    name        TEXT   NOT NULL,
    uid         TEXT   NOT NULL,
    made        BIGINT NOT NULL,
    PRIMARY KEY (request, place)
);
CREATE INDEX made_together_by_uid ON made_together (cluster, uid);
