-- Several consoles over one database: a write that died with one of them is looked after by another. Each replica counts
-- its beats; one whose count stands still is dead.
CREATE TABLE replicas (
    id TEXT NOT NULL PRIMARY KEY,
    beats BIGINT NOT NULL,
    seen BIGINT NOT NULL
);

-- The replica that works on it; empty where none does any more, or a version of before wrote it.
ALTER TABLE audit ADD COLUMN replica TEXT NOT NULL DEFAULT '';
