-- People reach each cluster in a way of its own. Portable, as the first file is.

-- The tokens that somebody has handed over for further clusters in a session, sealed for it. They go with the session.
ALTER TABLE sessions ADD COLUMN cluster_tokens TEXT NOT NULL DEFAULT '';
-- How people reach a cluster that an admin added; empty where as the others, which is so of those of before.
ALTER TABLE clusters ADD COLUMN access TEXT NOT NULL DEFAULT '';
-- Who somebody was in the cluster, where another name than the console's is known there. Empty in rows of before, in which
-- there was no other.
ALTER TABLE audit ADD COLUMN acts_as TEXT NOT NULL DEFAULT '';
