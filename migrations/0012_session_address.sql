-- From where a session began, for the list of a person's devices. Empty in rows of before, of which it is not known.
-- Portable, as the first file is.
ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';
