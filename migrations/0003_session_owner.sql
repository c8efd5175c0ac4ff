-- Whose a session is, so that all of one user can be ended. Those of before end here: they do not say with which
-- token they began.
DELETE FROM sessions;
ALTER TABLE sessions ADD COLUMN owner TEXT NOT NULL DEFAULT '';
CREATE INDEX sessions_by_owner ON sessions (owner);
