-- What a write is known by, and what is not known of it. Portable, as the first file is.

-- The kind of the object, and the id of the first row of the request: each object of a request has a row.
ALTER TABLE audit ADD COLUMN kind TEXT NOT NULL DEFAULT 'DaemonSet';
ALTER TABLE audit ADD COLUMN request TEXT NOT NULL DEFAULT '';
CREATE INDEX audit_by_request ON audit (request);
-- Few at any time: what runs, and what has to be read back.
CREATE INDEX audit_open ON audit (id) WHERE outcome = 'begun' OR outcome = 'unknown';

-- Until when a request counts as running: after that it is not known what came of it. And its rows in the trail.
ALTER TABLE idempotency ADD COLUMN lease BIGINT NOT NULL DEFAULT 0;
ALTER TABLE idempotency ADD COLUMN request TEXT NOT NULL DEFAULT '';

-- The length of a text in bytes, so that neither a list nor a limit has to read it.
ALTER TABLE drafts ADD COLUMN bytes BIGINT NOT NULL DEFAULT 0;
UPDATE drafts SET bytes = length(text);

-- What readiness writes and takes away again, to see that it can.
CREATE TABLE probe (
    id     TEXT NOT NULL PRIMARY KEY,
    filler TEXT NOT NULL
);
