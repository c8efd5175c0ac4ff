//! Sessions: who is signed in. What identifies one is kept only as a digest, made by the caller.

use jiff::Timestamp;

use crate::{Store, StoreError, hints::Hint};

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

/// Which sessions a provider ends.
#[derive(Clone, Copy, Debug)]
pub enum EndedBy<'a> {
    /// This one of its own.
    Sid(&'a str),
    /// All of this person.
    Subject(&'a str),
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
        let query = sqlx::query_as(
            "SELECT id_digest, owner, data, expires, used, browser, address, key_id, issuer, subject, sid, claims, tokens, tokens_end, \
             cluster_tokens FROM sessions WHERE id_digest = $1 AND expires > $2",
        )
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
        let query = sqlx::query_as(
            "SELECT id_digest, owner, data, expires, used, browser, address, key_id, issuer, subject, sid, claims, tokens, tokens_end, \
             cluster_tokens FROM sessions WHERE owner = $1 AND expires > $2 ORDER BY used DESC, id_digest LIMIT $3",
        )
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
        let query = sqlx::query_as(
            "SELECT id_digest, owner, data, expires, used, browser, address, key_id, issuer, subject, sid, claims, tokens, tokens_end, \
             cluster_tokens FROM sessions WHERE owner <> '' AND lower(owner) LIKE lower($1) ESCAPE '!' AND expires > $2 \
             ORDER BY used DESC, id_digest LIMIT $3",
        )
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

    /// Ends the sessions of all users and says how many there were.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn delete_all(self) -> Result<u64, StoreError> {
        let query = sqlx::query("DELETE FROM sessions");
        let done = self
            .0
            .write("end all sessions", query.execute(self.0.pool()))
            .await?;
        Ok(done.rows_affected())
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

    /// Takes it upon the caller to fetch new tokens for a session whose tokens hold until `tokens_end`, and says
    /// whether that is so: one alone may, of all requests in all replicas, because many providers take a refresh token
    /// once. The lease is a time in milliseconds since 1970 and not a lock of the database: a provider may take seconds,
    /// and no other writer waits for it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn take_lease(
        self,
        id_digest: &str,
        tokens_end: i64,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let query = sqlx::query(
            "UPDATE sessions SET lease = $4 WHERE id_digest = $1 AND tokens_end = $2 AND lease <= $3",
        )
        .bind(id_digest)
        .bind(tokens_end)
        .bind(now.as_millisecond())
        .bind(until.as_millisecond());
        let done = self
            .0
            .write(
                "take it upon oneself to renew a session",
                query.execute(self.0.pool()),
            )
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Gives a lease back with nothing fetched.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn give_lease_back(self, id_digest: &str) -> Result<(), StoreError> {
        let query =
            sqlx::query("UPDATE sessions SET lease = 0 WHERE id_digest = $1").bind(id_digest);
        self.0
            .write("give a lease back", query.execute(self.0.pool()))
            .await?;
        Ok(())
    }

    /// Keeps new tokens, sealed by a key, and what the provider says by now, and gives the lease back.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn renew(
        self,
        id_digest: &str,
        provided: &Provided,
        key: &str,
    ) -> Result<(), StoreError> {
        let query = sqlx::query(
            "UPDATE sessions SET claims = $2, tokens = $3, tokens_end = $4, key_id = $5, lease = 0 WHERE id_digest = $1",
        )
        .bind(id_digest)
        .bind(&provided.claims)
        .bind(&provided.tokens)
        .bind(provided.tokens_end)
        .bind(key);
        self.0
            .write("renew a session", query.execute(self.0.pool()))
            .await?;
        // Whoever holds it may be in other groups by now.
        self.0.hint(Hint::Sessions).await;
        Ok(())
    }

    /// Puts the tokens of further clusters, sealed by a key, in the place of those that were read, and says whether those
    /// still were there.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn keep_cluster_tokens(
        self,
        id_digest: &str,
        (before, now): (&str, &str),
        key: &str,
    ) -> Result<bool, StoreError> {
        // What began the session may be sealed by a key of before, whose name stays.
        let query = sqlx::query(
            "UPDATE sessions SET cluster_tokens = $3, key_id = CASE WHEN key_id = '' THEN $4 ELSE key_id END \
             WHERE id_digest = $1 AND cluster_tokens = $2",
        )
        .bind(id_digest)
        .bind(before)
        .bind(now)
        .bind(key);
        let done = self
            .0
            .write("keep a token of a cluster", query.execute(self.0.pool()))
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Ends the sessions that a provider says, and says how many there were.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn delete_provided(
        self,
        issuer: &str,
        ended: EndedBy<'_>,
    ) -> Result<u64, StoreError> {
        let (sql, name) = match ended {
            EndedBy::Sid(sid) => ("DELETE FROM sessions WHERE issuer = $1 AND sid = $2", sid),
            EndedBy::Subject(subject) => (
                "DELETE FROM sessions WHERE issuer = $1 AND subject = $2",
                subject,
            ),
        };
        let query = sqlx::query(sql).bind(issuer).bind(name);
        let done = self
            .0
            .write(
                "end the sessions of a provider",
                query.execute(self.0.pool()),
            )
            .await?;
        self.0.hint(Hint::Sessions).await;
        Ok(done.rows_affected())
    }

    /// Ends a session.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn delete(self, id_digest: &str) -> Result<(), StoreError> {
        let query = sqlx::query("DELETE FROM sessions WHERE id_digest = $1").bind(id_digest);
        self.0
            .write("end a session", query.execute(self.0.pool()))
            .await?;
        self.0.hint(Hint::Sessions).await;
        Ok(())
    }

    /// Ends a session of a user, and says whether that one had it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn delete_one_of(self, owner: &str, id_digest: &str) -> Result<bool, StoreError> {
        let query = sqlx::query("DELETE FROM sessions WHERE owner = $1 AND id_digest = $2")
            .bind(owner)
            .bind(id_digest);
        let done = self
            .0
            .write("end a session of a user", query.execute(self.0.pool()))
            .await?;
        self.0.hint(Hint::Sessions).await;
        Ok(done.rows_affected() > 0)
    }

    /// Ends all sessions of a user and says how many there were.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn delete_of(self, owner: &str) -> Result<u64, StoreError> {
        let query = sqlx::query("DELETE FROM sessions WHERE owner = $1").bind(owner);
        let done = self
            .0
            .write("end the sessions of a user", query.execute(self.0.pool()))
            .await?;
        self.0.hint(Hint::Sessions).await;
        Ok(done.rows_affected())
    }

    /// Throws away what has expired.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn delete_expired(self, now: Timestamp) -> Result<u64, StoreError> {
        let query =
            sqlx::query("DELETE FROM sessions WHERE expires <= $1").bind(now.as_millisecond());
        let done = self
            .0
            .write("clear expired sessions", query.execute(self.0.pool()))
            .await?;
        Ok(done.rows_affected())
    }
}
