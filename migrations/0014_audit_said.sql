-- What stands in `detail`, for who puts it into another language: code and arguments as JSON; empty of words of others.
ALTER TABLE audit ADD COLUMN said TEXT NOT NULL DEFAULT '';
