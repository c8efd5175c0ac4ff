//! Sessions: who is signed in. What identifies one is kept only as a digest, made by the caller.

use jiff::Timestamp;

use crate::{Store, StoreError};

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
            "SELECT owner, data, expires FROM sessions WHERE id_digest = $1 AND expires > $2",
        )
        .bind(id_digest)
        .bind(now.as_millisecond());
        let row: Option<(String, String, i64)> = self
            .0
            .read("read a session", query.fetch_optional(self.0.pool()))
            .await?;
        Ok(row.map(|(owner, data, expires)| Session {
            id_digest: id_digest.to_owned(),
            owner,
            data,
            expires: crate::store::from_millis(expires),
        }))
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
        Ok(())
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
