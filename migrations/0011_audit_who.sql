-- As whom and from where something was done, so that an admin who reads the trail knows both. Empty in rows of before, of
-- which it is not known. Portable, as the first file is.

-- How the cluster was reached: by the kubeconfig, by the person's own token, or by the console in the person's name.
ALTER TABLE audit ADD COLUMN actor_access TEXT NOT NULL DEFAULT '';
-- The groups that the cluster was told or that it knows, with line breaks between them.
ALTER TABLE audit ADD COLUMN actor_groups TEXT NOT NULL DEFAULT '';
-- The provider that says who it is.
ALTER TABLE audit ADD COLUMN actor_issuer TEXT NOT NULL DEFAULT '';
-- Where the request came from, and what it is called in the log and in the header of its answer.
ALTER TABLE audit ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN request_id TEXT NOT NULL DEFAULT '';

-- What one person did is asked for by that person.
CREATE INDEX audit_by_actor ON audit (actor, id);
