-- Portable on purpose: SQLite and PostgreSQL run this same file. So only TEXT and BIGINT, times in
-- milliseconds since 1970 (UTC), and ids made by the program.

-- Manifests that are being written. The text is kept as typed, valid or not.
CREATE TABLE drafts (
    owner   TEXT   NOT NULL,
    id      TEXT   NOT NULL,
    cluster TEXT   NOT NULL,
    text    TEXT   NOT NULL,
    updated BIGINT NOT NULL,
    PRIMARY KEY (owner, id)
);
CREATE INDEX drafts_by_age ON drafts (owner, updated);

-- Who is signed in. The cookie's value is not here, only its SHA-256: a copy of this table signs nobody in.
CREATE TABLE sessions (
    id_digest TEXT   NOT NULL PRIMARY KEY,
    data      TEXT   NOT NULL,
    expires   BIGINT NOT NULL
);
CREATE INDEX sessions_by_expiry ON sessions (expires);

-- One row a write, refused or not. Rows are added and never changed. The id is a UUID of version 7, so it sorts by time.
CREATE TABLE audit (
    id        TEXT   NOT NULL PRIMARY KEY,
    occurred  BIGINT NOT NULL,
    actor     TEXT   NOT NULL,
    action    TEXT   NOT NULL,
    cluster   TEXT   NOT NULL,
    namespace TEXT   NOT NULL,
    name      TEXT   NOT NULL,
    outcome   TEXT   NOT NULL,
    status    BIGINT NOT NULL,
    detail    TEXT   NOT NULL
);

-- The first answer to a request that carried an Idempotency-Key. `status` is 0 while that request still runs.
CREATE TABLE idempotency (
    owner       TEXT   NOT NULL,
    request_key TEXT   NOT NULL,
    fingerprint TEXT   NOT NULL,
    status      BIGINT NOT NULL,
    media_type  TEXT   NOT NULL,
    body        TEXT   NOT NULL,
    expires     BIGINT NOT NULL,
    PRIMARY KEY (owner, request_key)
);
CREATE INDEX idempotency_by_expiry ON idempotency (expires);
