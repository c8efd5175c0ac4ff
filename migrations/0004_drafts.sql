-- What a draft is of and what it began from, so that it is known in a list and can be saved after a week.
-- Portable, as the first file is.

-- Name and namespace as they stand in the text.
ALTER TABLE drafts ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE drafts ADD COLUMN namespace TEXT NOT NULL DEFAULT '';
-- The DaemonSet that is edited, as it was read; all empty where a new one is written.
ALTER TABLE drafts ADD COLUMN origin_namespace TEXT NOT NULL DEFAULT '';
ALTER TABLE drafts ADD COLUMN origin_name TEXT NOT NULL DEFAULT '';
ALTER TABLE drafts ADD COLUMN origin_text TEXT NOT NULL DEFAULT '';
ALTER TABLE drafts ADD COLUMN origin_bytes BIGINT NOT NULL DEFAULT 0;
