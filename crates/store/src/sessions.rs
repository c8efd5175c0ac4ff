//! Sessions: who is signed in. What identifies one is kept only as a digest, made by the caller.

use jiff::Timestamp;

use crate::{Store, StoreError};

mod end;
mod tokens;

pub use end::EndedBy;

/// The columns of [`Row`].
const COLUMNS: &str = "id_digest, owner, data, expires, used, browser, address, key_id, issuer, subject, sid, claims, \
                       tokens, tokens_end, cluster_tokens";

/// A kept session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The digest of what the cookie holds.
    pub id_digest: String,
    /// Whose it is; empty before anybody is signed in.
    pub owner: String,
    /// What is known of it, as JSON.
    pub data: String,
    /// From when on it counts for nothing.
    pub expires: Timestamp,
    /// What was noted since it began. Kept by statements of its own, and never by [`Sessions::update`].
    pub noted: Noted,
}

/// What is noted of a session beside what it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Noted {
    /// When it was last used, in seconds since 1970, as far as that was noted; 0 where it was not.
    pub used: i64,
    /// With what browser it began.
    pub browser: String,
    /// From which address it began.
    pub address: String,
    /// The name of the key that sealed what it holds; empty where nothing is, or by one that ends with the process.
    pub key: String,
    /// What a provider says; none where no provider began it.
    pub provided: Option<Provided>,
    /// The tokens of further clusters, sealed by the caller; empty where there are none.
    pub cluster_tokens: String,
}

/// What an OIDC provider says of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provided {
    /// Which provider.
    pub issuer: String,
    /// Whom it means.
    pub subject: String,
    /// What it calls its own session; empty where it does not say.
    pub sid: String,
    /// What it says of the person, as JSON.
    pub claims: String,
    /// Its tokens, sealed by the caller.
    pub tokens: String,
    /// Until when they hold, in seconds since 1970.
    pub tokens_end: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id_digest: String,
    owner: String,
    data: String,
    expires: i64,
    used: i64,
    browser: String,
    address: String,
    key_id: String,
    issuer: String,
    subject: String,
    sid: String,
    claims: String,
    tokens: String,
    tokens_end: i64,
    cluster_tokens: String,
}

impl From<Row> for Session {
    fn from(row: Row) -> Self {
        let provided = (!row.issuer.is_empty()).then_some(Provided {
            issuer: row.issuer,
            subject: row.subject,
            sid: row.sid,
            claims: row.claims,
            tokens: row.tokens,
            tokens_end: row.tokens_end,
        });
        Self {
            id_digest: row.id_digest,
            owner: row.owner,
            data: row.data,
            expires: crate::store::from_millis(row.expires),
            noted: Noted {
                used: row.used,
                browser: row.browser,
                address: row.address,
                key: row.key_id,
                provided,
                cluster_tokens: row.cluster_tokens,
            },
        }
    }
}

/// The kept sessions.
#[derive(Clone, Copy, Debug)]
pub struct Sessions<'a>(&'a Store);

impl Store {
    /// The sessions.
    #[must_use]
    pub fn sessions(&self) -> Sessions<'_> {
        Sessions(self)
    }
}

impl Sessions<'_> {
    /// Keeps a new session, and says `false` without keeping it where the digest is taken.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn create(self, session: &Session) -> Result<bool, StoreError> {
        let query = sqlx::query(
            "INSERT INTO sessions (id_digest, owner, data, expires) VALUES ($1, $2, $3, $4) \
             ON CONFLICT DO NOTHING",
        )
        .bind(&session.id_digest)
        .bind(&session.owner)
        .bind(&session.data)
        .bind(session.expires.as_millisecond());
        let done = self
            .0
            .write("start a session", query.execute(self.0.pool()))
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Writes a session that is there already. One that was ended in the meantime is not brought back.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn update(self, session: &Session) -> Result<(), StoreError> {
        let query = sqlx::query(
            "UPDATE sessions SET owner = $2, data = $3, expires = $4 WHERE id_digest = $1",
        )
        .bind(&session.id_digest)
        .bind(&session.owner)
        .bind(&session.data)
        .bind(session.expires.as_millisecond());
        self.0
            .write("keep a session", query.execute(self.0.pool()))
            .await?;
        Ok(())
    }

    /// The session with this digest, unless it has expired.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be read.
    pub async fn get(self, id_digest: &str, now: Timestamp) -> Result<Option<Session>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM sessions WHERE id_digest = $1 AND expires > $2");
        let query = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(id_digest)
            .bind(now.as_millisecond());
        let row: Option<Row> = self
            .0
            .read("read a session", query.fetch_optional(self.0.pool()))
            .await?;
        Ok(row.map(Session::from))
    }

    /// The sessions of a user that have not expired, the one that was used last first; at most `limit`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be read.
    pub async fn list(
        self,
        owner: &str,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Session>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM sessions WHERE owner = $1 AND expires > $2 \
             ORDER BY used DESC, id_digest LIMIT $3"
        );
        let query = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(owner)
            .bind(now.as_millisecond())
            .bind(i64::from(limit));
        let rows: Vec<Row> = self
            .0
            .read(
                "list the sessions of a user",
                query.fetch_all(self.0.pool()),
            )
            .await?;
        Ok(rows.into_iter().map(Session::from).collect())
    }

    /// The sessions of all users whose owner holds this text, in whatever case, that have not expired, the one that was used
    /// last first; at most `limit`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be read.
    pub async fn list_like(
        self,
        text: &str,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Session>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM sessions WHERE owner <> '' AND lower(owner) LIKE lower($1) ESCAPE '!' AND expires > $2 \
             ORDER BY used DESC, id_digest LIMIT $3"
        );
        let query = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(format!("%{}%", crate::store::plain_pattern(text)))
            .bind(now.as_millisecond())
            .bind(i64::from(limit));
        let rows: Vec<Row> = self
            .0
            .read("list all sessions", query.fetch_all(self.0.pool()))
            .await?;
        Ok(rows.into_iter().map(Session::from).collect())
    }

    /// Whose a session is; none where there is none of this digest.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be read.
    pub async fn owner_of(self, id_digest: &str) -> Result<Option<String>, StoreError> {
        let query =
            sqlx::query_scalar("SELECT owner FROM sessions WHERE id_digest = $1").bind(id_digest);
        let read = self.0.read(
            "see whose a session is",
            query.fetch_optional(self.0.pool()),
        );
        read.await
    }

    /// Notes how a session began.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn note(self, id_digest: &str, noted: &Noted) -> Result<(), StoreError> {
        let nothing = Provided::default();
        let provided = noted.provided.as_ref().unwrap_or(&nothing);
        let query = sqlx::query(
            "UPDATE sessions SET used = $2, browser = $3, issuer = $4, subject = $5, sid = $6, claims = $7, \
             tokens = $8, tokens_end = $9, key_id = $10, address = $11, cluster_tokens = $12 WHERE id_digest = $1",
        )
        .bind(id_digest)
        .bind(noted.used)
        .bind(&noted.browser)
        .bind(&provided.issuer)
        .bind(&provided.subject)
        .bind(&provided.sid)
        .bind(&provided.claims)
        .bind(&provided.tokens)
        .bind(provided.tokens_end)
        .bind(&noted.key)
        .bind(&noted.address)
        .bind(&noted.cluster_tokens);
        self.0
            .write("note how a session began", query.execute(self.0.pool()))
            .await?;
        Ok(())
    }

    /// Notes that a session was used at a time, in seconds since 1970.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn note_use(self, id_digest: &str, at: i64) -> Result<(), StoreError> {
        let query = sqlx::query("UPDATE sessions SET used = $2 WHERE id_digest = $1 AND used < $2")
            .bind(id_digest)
            .bind(at);
        self.0
            .write("note the use of a session", query.execute(self.0.pool()))
            .await?;
        Ok(())
    }
}
