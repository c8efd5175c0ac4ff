-- Manifests hold secrets, so drafts and kept answers may be sealed. Which key sealed a text; empty: it is plain, as all
-- texts of before are. A replica of the version before knows none of this and would show a sealed draft as it stands, so
-- keys are given once all replicas are of this version. Portable, as the first file is.
ALTER TABLE drafts ADD COLUMN text_key TEXT NOT NULL DEFAULT '';
ALTER TABLE drafts ADD COLUMN origin_key TEXT NOT NULL DEFAULT '';
ALTER TABLE idempotency ADD COLUMN body_key TEXT NOT NULL DEFAULT '';
-- Which key sealed what a session holds; empty where it is one that ends with its process.
ALTER TABLE sessions ADD COLUMN key_id TEXT NOT NULL DEFAULT '';
