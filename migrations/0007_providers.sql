-- Sessions that an OpenID provider began, and sign-ins that are under way at one. Portable, as the first file is.

-- When a session was last used: a statement of its own, so that noting it never writes over new tokens.
ALTER TABLE sessions ADD COLUMN used BIGINT NOT NULL DEFAULT 0;
-- With what browser it began, for the list of a person's devices.
ALTER TABLE sessions ADD COLUMN browser TEXT NOT NULL DEFAULT '';
-- Who says who it is; empty where no provider does.
ALTER TABLE sessions ADD COLUMN issuer TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN sid TEXT NOT NULL DEFAULT '';
-- Name, groups and what else the provider says of the person, as JSON.
ALTER TABLE sessions ADD COLUMN claims TEXT NOT NULL DEFAULT '';
-- The provider's tokens, sealed, until when they hold, and until when somebody is fetching new ones.
ALTER TABLE sessions ADD COLUMN tokens TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN tokens_end BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN lease BIGINT NOT NULL DEFAULT 0;
CREATE INDEX sessions_by_subject ON sessions (issuer, subject);

-- What must be known when somebody comes back from the provider, sealed, under the digest of its state.
CREATE TABLE sign_ins (
    state_digest TEXT   NOT NULL PRIMARY KEY,
    data         TEXT   NOT NULL,
    expires      BIGINT NOT NULL
);
CREATE INDEX sign_ins_by_expiry ON sign_ins (expires);

-- Tokens that count once, by their ids, as long as they could be sent again.
CREATE TABLE spent_tokens (
    id      TEXT   NOT NULL PRIMARY KEY,
    expires BIGINT NOT NULL
);
